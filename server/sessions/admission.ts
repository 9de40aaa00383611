import type { SessionId } from "../../runtime/protocol/index.ts";

export interface Waiting {
  id: SessionId;
  createdAtMs: number;
  /** How many nodes it begins with. */
  nodes: number;
}

export interface Admission {
  admit: SessionId[];
  /** 1-based places of those who wait on. */
  positions: Map<SessionId, number>;
}

/**
 * First come, first served: who may start now with `free` places, and where the others stand. Whoever needs more than there
 * are is waited for by all behind them: else they would never come in.
 */
export function planAdmission(waiting: Waiting[], free: number): Admission {
  const inOrder = [...waiting].sort((a, b) => a.createdAtMs - b.createdAtMs || a.id.localeCompare(b.id));
  let left = Math.max(0, free);
  const first = inOrder.findIndex(({ nodes }) => {
    left -= nodes;
    return left < 0;
  });
  const admitted = first === -1 ? inOrder.length : first;
  return {
    admit: inOrder.slice(0, admitted).map((session) => session.id),
    positions: new Map(inOrder.slice(admitted).map((session, index) => [session.id, index + 1])),
  };
}
