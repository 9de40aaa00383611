/** A shell whose fastest attacher is this far behind waits for it. */
export const WRITER_WINDOW_BYTES = 1024 * 1024;
/** Kept free of un-acknowledged bytes, for chunks already on the way when the writer is stopped. */
export const RING_MARGIN_BYTES = 256 * 1024;
/** After the last attacher went (a server restarts, a page reloads), nothing that it lacks is thrown away for so long. */
export const DETACHED_GRACE_MS = 60_000;

export interface FlowState {
  /** Offset after the newest byte. */
  headOffset: number;
  /** How far each attacher has acknowledged. */
  ackedOffsets: readonly number[];
  /** How far the last attacher had acknowledged as it went; null when nobody was ever attached. */
  leftAtOffset: number | null;
  /** Since when nobody is attached; null while somebody is. */
  detachedForMs: number | null;
  ringBytes: number;
}

/** Whether the shell's output is read on ("run") or left unread, which stops the shell ("wait"). */
export function decideFlow(state: FlowState): "run" | "wait" {
  if (state.ackedOffsets.length > 0) {
    const fastest = Math.max(...state.ackedOffsets);
    return state.headOffset - fastest >= WRITER_WINDOW_BYTES ? "wait" : "run";
  }
  if (state.leftAtOffset === null || state.detachedForMs === null) return "run";
  if (state.detachedForMs >= DETACHED_GRACE_MS) return "run";
  return state.headOffset - state.leftAtOffset >= state.ringBytes - RING_MARGIN_BYTES ? "wait" : "run";
}

/** Where an attachment's output begins. */
export interface ReplayPlan {
  fromOffset: number;
  reset: boolean;
}

/** A page that names a position still in the ring goes on there without a gap; any other starts afresh with what is held. */
export function planReplay(fromOffset: number | null, ring: { start: number; end: number }): ReplayPlan {
  if (fromOffset !== null && fromOffset >= ring.start && fromOffset <= ring.end)
    return { fromOffset, reset: false };
  return { fromOffset: ring.start, reset: true };
}

/** What of an input frame is new: refused beyond a gap, trimmed where it was taken before. */
export function planInput(
  takenOffset: number,
  frameOffset: number,
  lengthBytes: number,
): { skipBytes: number } | "gap" {
  if (frameOffset > takenOffset) return "gap";
  return { skipBytes: Math.min(lengthBytes, takenOffset - frameOffset) };
}
