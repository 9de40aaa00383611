import type { SessionId } from "../../runtime/protocol/index.ts";

export interface Waiting {
  id: SessionId;
  createdAtMs: number;
}

export interface Admission {
  admit: SessionId[];
  /** 1-based places of those who wait on. */
  positions: Map<SessionId, number>;
}

/** First come, first served: who may start now with `free` places, and where the others stand. */
export function planAdmission(waiting: Waiting[], free: number): Admission {
  const inOrder = [...waiting].sort((a, b) => a.createdAtMs - b.createdAtMs || a.id.localeCompare(b.id));
  const places = Math.max(0, free);
  return {
    admit: inOrder.slice(0, places).map((session) => session.id),
    positions: new Map(inOrder.slice(places).map((session, index) => [session.id, index + 1])),
  };
}
