import type { SessionId } from "../../runtime/protocol/index.ts";

export interface Waiting {
  id: SessionId;
  createdAtMs: number;
  /** How many nodes it begins with. */
  nodes: number;
}

export interface Admission {
  admit: SessionId[];
  /**
   * 1-based places of those who wait on, in the order in which they came. Whoever passes is gone from among them, so no place
   * rises, but when a Start that failed is tried again: it has its old place.
   */
  positions: Map<SessionId, number>;
  /** Places that remain for whoever comes next: none while they are kept for one who waits. */
  free: number;
}

/** Time for some to pass, as in a busy pool a session ends every few minutes; little beside the hour that a session lasts. */
export const PASSED_FOR_MS = 10 * 60_000;

/**
 * Who may start now with `free` places, and where the others stand. First come, first served, but that whoever needs more places
 * than are free is passed by those behind it for its first ten minutes, and by nobody after that: what becomes free is then kept
 * for it, so it comes in at the latest when the sessions that run by then have ended.
 *
 * Batch schedulers do so, and call it backfilling: small jobs run in what the first in the queue cannot use yet, which has a
 * reservation. They know how long jobs run, and let pass only what is over in time. Sessions end early and are extended at will,
 * so a bound of time stands for that forecast. It needs no memory but when each came, and so outlives a restart.
 */
export function planAdmission(waiting: Waiting[], free: number, nowMs: number): Admission {
  const inOrder = [...waiting].sort((a, b) => a.createdAtMs - b.createdAtMs || a.id.localeCompare(b.id));
  const admit: SessionId[] = [];
  const positions = new Map<SessionId, number>();
  let left = Math.max(0, free);
  for (const { id, createdAtMs, nodes } of inOrder) {
    if (nodes <= left) {
      left -= nodes;
      admit.push(id);
      continue;
    }
    positions.set(id, positions.size + 1);
    if (nowMs - createdAtMs >= PASSED_FOR_MS) left = 0;
  }
  return { admit, positions, free: left };
}
