import type { SessionRecord } from "./session-record.ts";

const STEP_LEAST_MS = 60_000;

type Timed = Pick<SessionRecord, "createdAtMs" | "readyAtMs" | "endsAtMs">;

/** The longest life counts from when the session was ready: waiting in the queue costs nothing of it. */
const latestEndMs = ({ createdAtMs, readyAtMs }: Timed, maxSessionMs: number) =>
  (readyAtMs ?? createdAtMs) + maxSessionMs;

/** Whether a minute or more can still be had. */
export function canExtend(session: Timed & Pick<SessionRecord, "state">, maxSessionMs: number): boolean {
  return session.state === "ready" && latestEndMs(session, maxSessionMs) - session.endsAtMs >= STEP_LEAST_MS;
}

/** The later end: one step from the present end, never beyond the longest life. */
export function extendedEndMs(session: Timed, extendMs: number, maxSessionMs: number): number {
  return Math.min(session.endsAtMs + extendMs, latestEndMs(session, maxSessionMs));
}
