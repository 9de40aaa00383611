import {
  ACK_EVERY_BYTES,
  type AttachTerminal,
  encodeFrame,
  FrameKind,
  MAX_FRAME_PAYLOAD_BYTES,
  type TerminalAttached,
  type TerminalFrame,
  type TerminalId,
  type TerminalSize,
} from "../../runtime/protocol/index.ts";
import { isEmulatorReply } from "./emulator-reply.ts";

/** What draws the terminal. */
export interface TerminalSink {
  /** Clears everything, then takes these bytes (modes that left the ring). */
  reset(prefix: Uint8Array): void;
  /** Calls parsed once the bytes have been drawn into the screen's model. */
  write(bytes: Uint8Array, parsed: () => void): void;
  /** Why nothing flows at the moment; null once it does again. */
  trouble(message: string | null): void;
}

/** The socket below; both calls do nothing while it is not open. */
export interface StreamWire {
  sendJson(message: unknown): void;
  sendBytes(frame: Uint8Array<ArrayBuffer>): void;
}

/** Typed bytes kept while there is no connection; more is refused, so that a lost connection cannot fill memory. */
const MAX_PENDING_INPUT_BYTES = 1024 * 1024;
const MAX_INPUT_FRAME_BYTES = MAX_FRAME_PAYLOAD_BYTES / 4;

/** Typed and not yet known to be taken. `sent`: it went over some connection, and may have arrived. */
interface PendingInput {
  offset: number;
  bytes: Uint8Array;
  sent: boolean;
}

/**
 * One terminal of one tab, over any number of connections. Promises: every output byte reaches the sink once and in
 * order; every input byte reaches the shell once and in order; output is acknowledged when parsed, not when received.
 */
export function createTerminalStream(options: {
  terminalId: TerminalId;
  channel: number;
  clientId: string;
  wire: StreamWire;
  sink: TerminalSink;
}) {
  const { terminalId, channel, clientId, wire, sink } = options;
  let attached = false;
  let receivedTo: number | null = null;
  let parsedTo = 0;
  let ackedTo = 0;
  let liveFrom = 0;
  /** Grows when the screen is cleared: parse reports of bytes before that are then of no meaning. */
  let epoch = 0;
  let size: TerminalSize | undefined;
  let inputTo = 0;
  /** How far the agent was seen to have taken this stream's input; null until it answered once. */
  let takenTo: number | null = null;
  let pendingBytes = 0;
  let pending: PendingInput[] = [];

  const attach = () => {
    attached = false;
    const message: AttachTerminal = {
      type: "attach",
      channel,
      terminalId,
      clientId,
      fromOffset: receivedTo,
      ...(size ? { size } : {}),
    };
    wire.sendJson(message);
  };

  const acknowledge = () => {
    if (!attached || parsedTo <= ackedTo) return;
    ackedTo = parsedTo;
    wire.sendBytes(encodeFrame(FrameKind.outputAck, channel, ackedTo));
  };

  const keep = (pieces: PendingInput[]) => {
    pending = pieces;
    pendingBytes = pieces.reduce((sum, piece) => sum + piece.bytes.length, 0);
  };

  const dropTakenInput = (to: number) => {
    takenTo = to;
    keep(
      pending.flatMap((piece) => {
        const end = piece.offset + piece.bytes.length;
        if (end <= to) return [];
        if (piece.offset >= to) return [piece];
        return [{ ...piece, offset: to, bytes: piece.bytes.subarray(to - piece.offset) }];
      }),
    );
  };

  /**
   * Counts on from where the agent counts: another stream of this page typed before, or a restarted agent forgot. What
   * had been sent to the forgetful one may be in the shell already, and half a command is better than two.
   */
  const renumberInput = (from: number) => {
    let offset = from;
    const numbered = pending.flatMap((piece) => {
      if (piece.sent) return [];
      const moved = { ...piece, offset };
      offset += piece.bytes.length;
      return [moved];
    });
    keep(numbered);
    takenTo = from;
    inputTo = offset;
  };

  const sendInput = (piece: PendingInput) => {
    piece.sent = true;
    wire.sendBytes(encodeFrame(FrameKind.input, channel, piece.offset, piece.bytes));
  };

  const write = (bytes: Uint8Array, endsAt: number) => {
    const writtenIn = epoch;
    sink.write(bytes, () => {
      if (writtenIn !== epoch) return;
      parsedTo = endsAt;
      if (parsedTo - ackedTo >= ACK_EVERY_BYTES / 2 || parsedTo === receivedTo) acknowledge();
    });
  };

  return {
    terminalId,
    channel,
    attach,
    /** The connection is gone: nothing is sent until `onAttached`. */
    onLost() {
      attached = false;
    },
    onAttached(message: TerminalAttached) {
      attached = true;
      liveFrom = message.liveOffset;
      if (message.reset || receivedTo === null) {
        epoch += 1;
        receivedTo = message.offset;
        parsedTo = message.offset;
        sink.reset(Uint8Array.from(atob(message.prefix), (char) => char.charCodeAt(0)));
      }
      ackedTo = Math.min(parsedTo, message.offset);
      acknowledge();
      if (takenTo === null || message.inputOffset < takenTo) renumberInput(message.inputOffset);
      else dropTakenInput(message.inputOffset);
      for (const piece of pending) sendInput(piece);
      if (size) wire.sendJson({ type: "resize", channel, size });
      sink.trouble(null);
    },
    onFrame(frame: TerminalFrame) {
      if (frame.kind === FrameKind.inputAck) return dropTakenInput(frame.offset);
      if (frame.kind !== FrameKind.output || !attached || receivedTo === null) return;
      const from = receivedTo;
      if (frame.offset > from) return attach();
      const fresh = frame.payload.subarray(from - frame.offset);
      if (fresh.length === 0) return;
      receivedTo = from + fresh.length;
      // Cut where replay ends, so that an answer is known to be to replayed or to live output.
      const replayBytes = Math.min(fresh.length, Math.max(0, liveFrom - from));
      if (replayBytes > 0) write(fresh.subarray(0, replayBytes), from + replayBytes);
      if (replayBytes < fresh.length) write(fresh.subarray(replayBytes), receivedTo);
    },
    onRefused(message: string) {
      attached = false;
      sink.trouble(message);
    },
    /**
     * Types into the terminal. The emulator's own answers are dropped while replay is being parsed, and in a page
     * nobody looks at (another tab answers). Returns false when too much waits already.
     */
    type(data: string, pageVisible: boolean): boolean {
      if (isEmulatorReply(data) && (parsedTo < liveFrom || !pageVisible)) return true;
      const bytes = new TextEncoder().encode(data);
      if (pendingBytes + bytes.length > MAX_PENDING_INPUT_BYTES) return false;
      for (let at = 0; at < bytes.length; at += MAX_INPUT_FRAME_BYTES) {
        const piece = { offset: inputTo, bytes: bytes.subarray(at, at + MAX_INPUT_FRAME_BYTES), sent: false };
        pending.push(piece);
        pendingBytes += piece.bytes.length;
        inputTo += piece.bytes.length;
        if (attached) sendInput(piece);
      }
      return true;
    },
    resize(to: TerminalSize) {
      if (size?.cols === to.cols && size.rows === to.rows) return;
      size = to;
      if (attached) wire.sendJson({ type: "resize", channel, size });
    },
    /** Makes the shell as large as it is here, where another tab may have changed it since. */
    claimSize() {
      if (size && attached) wire.sendJson({ type: "resize", channel, size });
    },
    detach() {
      wire.sendJson({ type: "detach", channel });
      attached = false;
    },
  };
}
export type TerminalStream = ReturnType<typeof createTerminalStream>;
