"use client";
import { Loader2, TriangleAlert } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import type { FailureView, LabPageView } from "../../../../runtime/protocol/index.ts";
import { failureOf } from "../../../client/api-failure.ts";
import { labApi } from "../../../client/lab-api.ts";
import { Button } from "../../../ui/button.tsx";
import { buttonLook } from "../../../ui/button-look.ts";
import { ConfirmDialog, type ConfirmRequest } from "../../../ui/confirm-dialog.tsx";
import { decideStart } from "./decide-start.ts";

const LARGE = "h-11 w-full !text-[15px]";

function Missing({ images }: { images: string[] }) {
  if (images.length === 0) return null;
  return (
    <div
      role="note"
      aria-label="Missing images"
      className="flex gap-2 rounded-md border border-line bg-page p-3"
    >
      <TriangleAlert size={16} aria-hidden className="mt-0.5 shrink-0 text-warn" />
      <div className="min-w-0">
        <p className="font-medium">
          {images.length === 1
            ? "An image of this lab is missing here"
            : `${images.length} images of this lab are missing here`}
        </p>
        <p className="break-words font-mono text-[13px]">{images.join(", ")}</p>
        <p className="mt-1 text-[13px] text-muted">
          Steps that need {images.length === 1 ? "it" : "them"} will not work until whoever runs this server
          has fetched or built {images.length === 1 ? "it" : "them"} (npm run images).
        </p>
      </div>
    </div>
  );
}

/** Start, Go on, Start again: what each means by how far one is. */
export function StartLab({ lab, onChanged }: { lab: LabPageView; onChanged: () => void }) {
  const router = useRouter();
  const [starting, setStarting] = useState(false);
  const [failure, setFailure] = useState<FailureView | null>(null);
  const [confirming, confirm] = useState<ConfirmRequest | null>(null);
  const { slug, language, progress, missingImages } = lab;
  const { primary, again, note } = decideStart(progress);

  const start = async (mode: "resume" | "restart") => {
    setStarting(true);
    setFailure(null);
    try {
      router.push(`/sessions/${(await labApi.start(slug, mode, language)).sessionId}`);
    } catch (error) {
      setFailure(failureOf(error));
      setStarting(false);
      onChanged();
    }
  };
  const askAgain = () =>
    confirm({
      title: "Start this lab again?",
      text: `Your steps, answers and time in it are forgotten${progress.sessionId ? ", and the session that runs it now ends with its files and containers" : ""}.`,
      action: "Start again",
      run: () => void start("restart"),
    });
  const openIt = progress.sessionId !== null && primary === "Go on";
  return (
    <div className="flex flex-col gap-2">
      <Missing images={missingImages} />
      {openIt ? (
        <Link
          href={`/sessions/${progress.sessionId}`}
          prefetch={false}
          className={`${buttonLook("primary")} ${LARGE}`}
        >
          Go on
        </Link>
      ) : (
        <Button
          look="primary"
          className={LARGE}
          disabled={starting}
          onClick={() => (primary === "Start again" ? askAgain() : void start("resume"))}
        >
          {starting && <Loader2 size={16} className="animate-spin" aria-hidden />}
          {starting ? "Starting…" : primary}
        </Button>
      )}
      {again && (
        <Button disabled={starting} onClick={askAgain}>
          Start again
        </Button>
      )}
      {note && <p className="text-[13px] text-muted">{note}</p>}
      {failure && (
        <div role="alert" className="rounded-md border border-line bg-page p-3">
          <p className="font-medium text-bad">{failure.message}</p>
          <p className="text-muted">{failure.nextStep}</p>
          {failure.code === "limit.sessions" && (
            <Link
              href="/"
              prefetch={false}
              className="mt-1 inline-block text-accent underline underline-offset-2"
            >
              Your sessions
            </Link>
          )}
        </div>
      )}
      <ConfirmDialog request={confirming} onClose={() => confirm(null)} />
    </div>
  );
}
