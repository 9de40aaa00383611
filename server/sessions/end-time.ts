import type { SessionRecord } from "./session-record.ts";

const STEP_LEAST_MS = 60_000;

/** Whether a minute or more can still be had. */
export function canExtend(
  session: Pick<SessionRecord, "state" | "createdAtMs" | "endsAtMs">,
  maxSessionMs: number,
): boolean {
  return session.state === "ready" && session.createdAtMs + maxSessionMs - session.endsAtMs >= STEP_LEAST_MS;
}

/** The later end: one step from the present end, never beyond the longest life. */
export function extendedEndMs(
  session: Pick<SessionRecord, "createdAtMs" | "endsAtMs">,
  extendMs: number,
  maxSessionMs: number,
): number {
  return Math.min(session.endsAtMs + extendMs, session.createdAtMs + maxSessionMs);
}
