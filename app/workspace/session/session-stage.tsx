"use client";
import { Loader2 } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import type { FailureView, LabRunView, SessionView } from "../../../runtime/protocol/index.ts";
import { api } from "../../client/api-client.ts";
import { failureOf } from "../../client/api-failure.ts";
import { Button } from "../../ui/button.tsx";
import { buttonLook } from "../../ui/button-look.ts";
import { Notice } from "../../ui/notice.tsx";
import { PlainPage } from "../../ui/plain-page.tsx";
import { Elapsed } from "./elapsed.tsx";
import { describeStage } from "./stage-words.ts";

/** A call that a stage offers; where it fails, the stage says why under its buttons. */
function useCall() {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<FailureView | null>(null);
  const run = async (work: () => Promise<unknown>) => {
    setBusy(true);
    setFailure(null);
    try {
      await work();
    } catch (error) {
      setFailure(failureOf(error));
    }
    setBusy(false);
  };
  return { busy, failure, run };
}

function Offer({
  session,
  lab,
  offers,
}: {
  session: SessionView | null;
  lab: LabRunView | null;
  offers: "cancel" | "retry" | "another";
}) {
  const router = useRouter();
  const { busy, failure, run } = useCall();
  const another = async () => router.push(`/sessions/${(await api.createSession()).id}`);
  const buttons: Record<typeof offers, ReactNode> = {
    cancel: (
      <Button disabled={busy} onClick={() => void run(async () => session && api.end(session.id))}>
        Cancel
      </Button>
    ),
    retry: (
      <Button
        look="primary"
        disabled={busy}
        onClick={() => void run(async () => session && api.retry(session.id))}
      >
        Retry
      </Button>
    ),
    another: lab ? (
      <Link href={`/labs/${lab.slug}`} className={buttonLook("primary")}>
        Back to the lab
      </Link>
    ) : (
      <Button look="primary" disabled={busy} onClick={() => void run(another)}>
        Start another
      </Button>
    ),
  };
  return (
    <>
      {buttons[offers]}
      {offers !== "cancel" && (
        <Link href="/" className={buttonLook("plain")}>
          To the start page
        </Link>
      )}
      {failure && (
        <p role="alert" className="w-full text-bad">
          {failure.message} {failure.nextStep}
        </p>
      )}
    </>
  );
}

/** All that is shown of a session that is not ready: being prepared, queued, failed, ended, refused. */
export function SessionStage({
  session,
  lab,
  refusal,
  away,
}: {
  session: SessionView | null;
  /** What its learner was in the middle of. */
  lab: LabRunView | null;
  refusal: FailureView | null;
  away: boolean;
}) {
  const stage = describeStage(session, refusal, away, lab !== null && !lab.finished);
  if (!stage) return null;
  const { offers } = stage;
  return (
    <PlainPage>
      <title>{`${stage.name} · Slipway`}</title>
      <Notice
        page
        title={stage.title}
        text={stage.text}
        tone={stage.bad ? "bad" : "muted"}
        live={stage.bad ? "alert" : "status"}
      >
        {offers === "cancel" && (
          <p className="flex w-full items-center justify-center gap-2">
            <Loader2 size={18} aria-hidden className="animate-spin text-accent" />
            <Elapsed key={session?.state} />
          </p>
        )}
        {offers !== "nothing" && <Offer key={offers} session={session} lab={lab} offers={offers} />}
      </Notice>
    </PlainPage>
  );
}
