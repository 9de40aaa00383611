import type { SessionId, SessionState } from "../../runtime/protocol/index.ts";

/** What decides whether a session is over. */
export interface EndingSession {
  id: SessionId;
  state: SessionState;
  /** In the queue, with no sandbox yet. */
  waiting: boolean;
  endsAtMs: number;
  lastActiveAtMs: number;
  attachedSockets: number;
}

export type EndReason = "time-over" | "idle" | "left-queue" | "end-resumed";

/** A reload or a short loss of the network keeps the place in the queue; whoever went does not hold up the others. */
const KEEP_PLACE_MS = 2 * 60_000;

/** The sessions that are to end now, and why. Time and idleness count from the first sandbox on. */
export function planEnds(
  sessions: EndingSession[],
  { nowMs, idleTimeoutMs }: { nowMs: number; idleTimeoutMs: number },
): { sessionId: SessionId; reason: EndReason }[] {
  const reasonFor = (session: EndingSession): EndReason | undefined => {
    const unseenMs = session.attachedSockets > 0 ? 0 : nowMs - session.lastActiveAtMs;
    if (session.state === "ending") return "end-resumed";
    if (session.waiting) return unseenMs >= KEEP_PLACE_MS ? "left-queue" : undefined;
    if (session.endsAtMs <= nowMs) return "time-over";
    return session.state !== "provisioning" && unseenMs >= idleTimeoutMs ? "idle" : undefined;
  };
  return sessions.flatMap((session) => {
    const reason = reasonFor(session);
    return reason ? [{ sessionId: session.id, reason }] : [];
  });
}
