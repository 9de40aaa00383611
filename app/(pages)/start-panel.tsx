"use client";
import { Loader2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import type { FailureView, SessionView } from "../../runtime/protocol/index.ts";
import { api } from "../client/api-client.ts";
import { failureOf } from "../client/api-failure.ts";
import { Button } from "../ui/button.tsx";
import { ConfirmDialog, type ConfirmRequest } from "../ui/confirm-dialog.tsx";
import { PoolProgress } from "./pool-progress.tsx";
import { RunningSessions } from "./running-sessions.tsx";
import { useLanding } from "./use-landing.ts";

function Refusal({ failure, sessions }: { failure: FailureView; sessions: number }) {
  const limit = failure.code === "limit.sessions";
  return (
    <div role="alert" className="mt-4 max-w-xl rounded-md border border-line bg-surface p-3">
      <p className="font-medium text-bad">
        {limit && sessions > 0
          ? `You have ${sessions === 1 ? "a session" : `${sessions} sessions`} already, as many as one person may have here.`
          : failure.message}
      </p>
      <p className="text-muted">
        {limit ? "Open one below, or end one and press Start again." : failure.nextStep}
      </p>
    </div>
  );
}

/** Start, what to know before it, and the sessions that there are. */
export function StartPanel() {
  const router = useRouter();
  const { pool, sessions, refresh } = useLanding();
  const [starting, setStarting] = useState(false);
  const [failure, setFailure] = useState<FailureView | null>(null);
  const [confirming, confirm] = useState<ConfirmRequest | null>(null);

  useEffect(() => {
    // The workspace is fetched ahead, so that Start waits for the sandbox alone.
    const ahead = setTimeout(() => void import("../workspace/workspace.tsx").catch(() => undefined), 500);
    return () => clearTimeout(ahead);
  }, []);

  const start = async () => {
    setStarting(true);
    setFailure(null);
    try {
      router.push(`/sessions/${(await api.createSession()).id}`);
    } catch (error) {
      setFailure(failureOf(error));
      setStarting(false);
      refresh();
    }
  };
  const end = async (session: SessionView) => {
    setFailure(null);
    await api.end(session.id).catch((error: unknown) => setFailure(failureOf(error)));
    refresh();
  };
  const askToEnd = (session: SessionView) =>
    session.state === "ready"
      ? confirm({
          title: "End this session?",
          text: "Its nodes, containers and files will be gone. Open it first to download what you want to keep.",
          action: "End session",
          run: () => void end(session),
        })
      : void end(session);

  return (
    <>
      <noscript>
        <p className="mt-6 max-w-xl rounded-md border border-line bg-surface p-3 font-medium">
          Slipway needs JavaScript: the editor and the terminal run in this page. Switch it on for this
          address and reload.
        </p>
      </noscript>
      <div className="mt-8 flex flex-col gap-3 noscript:hidden">
        <Button
          look="primary"
          className="h-12 min-w-44 self-start px-8 !text-base max-sm:self-stretch"
          onClick={start}
          disabled={starting}
        >
          {starting && <Loader2 size={18} className="animate-spin" aria-hidden />}
          {starting ? "Starting…" : "Start"}
        </Button>
        <PoolProgress pool={pool} />
      </div>
      {failure && <Refusal failure={failure} sessions={sessions.length} />}
      <RunningSessions sessions={sessions} onEnd={askToEnd} />
      <ConfirmDialog request={confirming} onClose={() => confirm(null)} />
    </>
  );
}
