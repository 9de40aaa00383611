import type { RingBuffer } from "../../common/ring-buffer.ts";
import { ACK_EVERY_BYTES, MAX_FRAME_PAYLOAD_BYTES, OUTPUT_WINDOW_BYTES } from "../../protocol/index.ts";

/**
 * One attacher's place in a terminal's ring. It sends at most OUTPUT_WINDOW_BYTES beyond what was acknowledged, keeps no
 * copy of anything, and when the ring has moved past it waits for the attacher to take what was sent, then lapses.
 */
export interface OutputCursor {
  readonly ackedOffset: number;
  /** True once everything up to the ring's end was sent. */
  readonly caughtUp: boolean;
  /** New bytes are in the ring: the first are sent at once, more of the same turn together. */
  notify(): void;
  /** Takes an acknowledgement; false when it acknowledges what was never sent. */
  acknowledge(offset: number): boolean;
  /** Goes on from another place. */
  moveTo(offset: number): void;
  dispose(): void;
}

export function createOutputCursor(options: {
  ring: RingBuffer;
  fromOffset: number;
  /** The bytes are a view, good during the call only. */
  send(offset: number, bytes: Uint8Array): void;
  onCaughtUp(): void;
  onLapsed(): void;
}): OutputCursor {
  const { ring } = options;
  let sent = options.fromOffset;
  let acked = options.fromOffset;
  let corked: NodeJS.Immediate | undefined;
  let disposed = false;

  const pump = () => {
    if (disposed || sent < ring.start) return;
    while (sent < ring.end && sent - acked < OUTPUT_WINDOW_BYTES) {
      const bytes = ring.read(sent, Math.min(MAX_FRAME_PAYLOAD_BYTES, OUTPUT_WINDOW_BYTES - (sent - acked)));
      options.send(sent, bytes);
      sent += bytes.length;
    }
    if (sent === ring.end) options.onCaughtUp();
  };

  return {
    get ackedOffset() {
      return acked;
    },
    get caughtUp() {
      return sent === ring.end;
    },
    notify() {
      if (corked || disposed) return;
      pump();
      corked = setImmediate(() => {
        corked = undefined;
        if (sent < ring.end) pump();
      });
    },
    acknowledge(offset) {
      if (offset > sent) return false;
      if (offset <= acked) return true;
      acked = offset;
      if (sent >= ring.start) pump();
      else if (sent - acked < ACK_EVERY_BYTES) options.onLapsed();
      return true;
    },
    moveTo(offset) {
      sent = offset;
      acked = offset;
    },
    dispose() {
      disposed = true;
      if (corked) clearImmediate(corked);
    },
  };
}
