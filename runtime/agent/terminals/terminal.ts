import { createRingBuffer } from "../../common/ring-buffer.ts";
import type {
  AttachTerminal,
  SandboxId,
  TerminalAttached,
  TerminalId,
  TerminalInfo,
  TerminalSize,
} from "../../protocol/index.ts";
import { DETACHED_GRACE_MS, decideFlow, planReplay } from "./flow.ts";
import { createInputLedger } from "./input-ledger.ts";
import { createModeTracker } from "./mode-tracker.ts";
import { createOutputCursor, type OutputCursor } from "./output-cursor.ts";
import type { ShellStream } from "./shell-stream.ts";

export const RING_BYTES = 2 * 1024 * 1024;
/** Where a slow attacher goes on after it lost its place: so far behind the newest byte. */
const LAPSED_REPLAY_BYTES = 256 * 1024;
/** A line longer than this is not waited for when a replay begins. */
const LINE_SEARCH_BYTES = 8 * 1024;

/** Nobody waits for what was taken, but a keystroke's echo would wait behind its acknowledgement on every hop. */
const INPUT_ACK_MS = 20;

/** The way to one attacher. Calls come in the order in which they must arrive. */
export interface TerminalSink {
  attached(message: Omit<TerminalAttached, "type" | "channel" | "terminalId">): void;
  /** The bytes are a view, good during the call only. */
  output(offset: number, bytes: Uint8Array): void;
  inputAck(offset: number): void;
  exited(exitCode: number | null): void;
  /** The attachment is over. */
  broken(message: string): void;
}

export interface Attachment {
  acknowledge(offset: number): void;
  input(offset: number, bytes: Uint8Array): void;
  resize(size: TerminalSize): void;
  detach(): void;
}

/** One PTY with its recent output, its attachers and their flow control. */
export interface Terminal {
  readonly info: TerminalInfo;
  readonly outputBytes: number;
  attach(request: Pick<AttachTerminal, "clientId" | "fromOffset" | "size">, sink: TerminalSink): Attachment;
  /** From the shell. */
  takeOutput(bytes: Uint8Array): void;
  takeExit(exitCode: number | null): void;
  onOutput(listener: () => void): () => void;
  dispose(): void;
}

export function createTerminal(options: {
  id: TerminalId;
  sandboxId: SandboxId;
  /** Zero for a new shell; for one found again, a place that no page of the earlier agent's time can hold. */
  baseOffset: number;
  shell(): ShellStream;
  nowMs(): number;
}): Terminal {
  const evicted = createModeTracker();
  const ring = createRingBuffer({
    capacityBytes: RING_BYTES,
    baseOffset: options.baseOffset,
    onEvict: (bytes) => evicted.feed(bytes),
  });
  const attachments = new Map<Attachment, { cursor: OutputCursor; tellExit(): void }>();
  const outputListeners = new Set<() => void>();
  const ledger = createInputLedger((bytes, taken) => options.shell().write(bytes, taken));
  let info: TerminalInfo = { id: options.id, sandboxId: options.sandboxId, state: "open", exitCode: null };
  let leftAt: number | null = null;
  let detachedAtMs: number | null = null;
  let graceTimer: NodeJS.Timeout | undefined;

  const applyFlow = () => {
    const flow = decideFlow({
      headOffset: ring.end,
      ackedOffsets: [...attachments.values()].map(({ cursor }) => cursor.ackedOffset),
      leftAtOffset: leftAt,
      detachedForMs: detachedAtMs === null ? null : options.nowMs() - detachedAtMs,
      ringBytes: RING_BYTES,
    });
    options.shell().setFlow(flow);
  };

  const modesAt = (offset: number): string => {
    const tracker = evicted.clone();
    for (let at = ring.start; at < offset; ) {
      const part = ring.read(at, offset - at);
      tracker.feed(part);
      at += part.length;
    }
    return tracker.prefix();
  };

  /** The first line start at or after an offset, when there is one near. */
  const lineStart = (offset: number): number => {
    if (offset <= options.baseOffset) return offset;
    const until = Math.min(ring.end, offset + LINE_SEARCH_BYTES);
    for (let at = offset; at < until; ) {
      const part = ring.read(at, until - at);
      const found = part.indexOf(0x0a);
      if (found >= 0) return at + found + 1;
      at += part.length;
    }
    return offset;
  };

  const attach: Terminal["attach"] = (request, sink) => {
    const plan = planReplay(request.fromOffset, ring);
    const begin = (offset: number, reset: boolean) => {
      sink.attached({
        offset,
        liveOffset: reset ? ring.end : offset,
        inputOffset: ledger.takenOffset(request.clientId),
        reset,
        prefix: reset ? Buffer.from(modesAt(offset)).toString("base64") : "",
        info,
      });
    };
    const from = plan.reset ? lineStart(plan.fromOffset) : plan.fromOffset;
    let exitTold = false;
    const tellExit = () => {
      if (info.state !== "exited" || exitTold || !cursor.caughtUp) return;
      exitTold = true;
      sink.exited(info.exitCode);
    };
    const cursor = createOutputCursor({
      ring,
      fromOffset: from,
      send: sink.output,
      onCaughtUp: tellExit,
      onLapsed: () => {
        const offset = lineStart(Math.max(ring.start, ring.end - LAPSED_REPLAY_BYTES));
        begin(offset, true);
        cursor.moveTo(offset);
        cursor.notify();
      },
    });
    let takenOffset = 0;
    let ackTimer: NodeJS.Timeout | undefined;
    const acknowledgeInput = () => {
      ackTimer = undefined;
      sink.inputAck(takenOffset);
    };
    const detach = () => {
      if (!attachments.delete(attachment)) return;
      clearTimeout(ackTimer);
      cursor.dispose();
      if (attachments.size === 0) {
        detachedAtMs = options.nowMs();
        leftAt = cursor.ackedOffset;
        clearTimeout(graceTimer);
        graceTimer = setTimeout(applyFlow, DETACHED_GRACE_MS + 10).unref();
      }
      applyFlow();
    };
    const breakOff = (message: string) => {
      detach();
      sink.broken(message);
    };
    const attachment: Attachment = {
      acknowledge(offset) {
        if (!cursor.acknowledge(offset)) return breakOff("That output was never sent.");
        applyFlow();
      },
      input(offset, bytes) {
        if (info.state === "exited") return;
        const refused = ledger.take(request.clientId, offset, bytes, (taken) => {
          takenOffset = Math.max(takenOffset, taken);
          if (attachments.has(attachment)) ackTimer ??= setTimeout(acknowledgeInput, INPUT_ACK_MS);
        });
        if (refused) breakOff(refused);
      },
      resize(size) {
        options.shell().resize(size);
      },
      detach,
    };
    attachments.set(attachment, { cursor, tellExit });
    detachedAtMs = null;
    clearTimeout(graceTimer);
    if (request.size) options.shell().resize(request.size);
    begin(from, plan.reset);
    cursor.notify();
    tellExit();
    applyFlow();
    return attachment;
  };

  return {
    get info() {
      return info;
    },
    get outputBytes() {
      return ring.end - options.baseOffset;
    },
    attach,
    takeOutput(bytes) {
      ring.append(bytes);
      for (const { cursor } of attachments.values()) cursor.notify();
      for (const listener of outputListeners) listener();
      applyFlow();
    },
    takeExit(exitCode) {
      info = { ...info, state: "exited", exitCode };
      for (const { tellExit } of attachments.values()) tellExit();
    },
    onOutput(listener) {
      outputListeners.add(listener);
      return () => outputListeners.delete(listener);
    },
    dispose() {
      for (const attachment of [...attachments.keys()]) attachment.detach();
      clearTimeout(graceTimer);
    },
  };
}
