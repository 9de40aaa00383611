"use client";
import { Loader2 } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { toast } from "sonner";
import type { FailureView, SessionView } from "../../../runtime/protocol/index.ts";
import { api } from "../../client/api-client.ts";
import { failureOf } from "../../client/api-failure.ts";
import { Button } from "../../ui/button.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Wordmark } from "../../ui/wordmark.tsx";

function StartAnother() {
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  const start = async () => {
    setBusy(true);
    try {
      router.push(`/sessions/${(await api.createSession()).id}`);
    } catch (error) {
      const failure = failureOf(error);
      toast.error(failure.message, { description: failure.nextStep });
      setBusy(false);
    }
  };
  return (
    <Button look="primary" disabled={busy} onClick={start}>
      Start a new session
    </Button>
  );
}

const toStart = (
  <Link
    href="/"
    className="inline-flex min-h-7 items-center rounded-md px-2 text-[13px] underline underline-offset-2"
  >
    To the start page
  </Link>
);

function Body({ session, refusal }: { session: SessionView | null; refusal: FailureView | null }) {
  const [busy, setBusy] = useState(false);
  if (!session)
    return refusal ? (
      <Notice title={refusal.message} text={refusal.nextStep} tone="bad" live="alert">
        {toStart}
      </Notice>
    ) : (
      <Notice title="Opening your session…" />
    );
  const act = async (call: Promise<unknown>) => {
    setBusy(true);
    try {
      await call;
    } catch (error) {
      const failure = failureOf(error);
      toast.error(failure.message, { description: failure.nextStep });
    }
    setBusy(false);
  };
  if (session.state === "failed")
    return (
      <Notice
        title={session.failure?.message ?? "The session could not be prepared."}
        text={session.failure?.nextStep ?? "Retry, or start a new one."}
        tone="bad"
        live="alert"
      >
        <Button look="primary" disabled={busy} onClick={() => void act(api.retry(session.id))}>
          Retry
        </Button>
        {toStart}
      </Notice>
    );
  if (session.state === "ended" || session.state === "ending")
    return (
      <Notice
        title={
          session.state === "ended"
            ? "This session has ended"
            : "This session has ended; its sandboxes are being removed"
        }
        text="Its nodes and files are gone. A new one takes a moment."
      >
        <StartAnother />
        {toStart}
      </Notice>
    );
  const queued = session.queuePosition !== null;
  return (
    <Notice
      title={queued ? `You are number ${session.queuePosition} in the queue` : "Preparing your playground"}
      text={
        queued
          ? "All sandboxes are in use. Your place is kept; this page goes on by itself."
          : (session.progress ?? "A moment…")
      }
    >
      <Loader2 size={22} aria-hidden className="animate-spin text-accent" />
      <Button disabled={busy} onClick={() => void act(api.end(session.id))}>
        Cancel
      </Button>
    </Notice>
  );
}

/** All that is shown of a session that is not ready: being prepared, queued, failed, ended, refused. */
export function SessionStage(props: { session: SessionView | null; refusal: FailureView | null }) {
  return (
    <div className="flex h-dvh flex-col">
      <header className="px-3 py-2">
        <Wordmark />
      </header>
      <main className="flex flex-1">
        <Body {...props} />
      </main>
    </div>
  );
}
