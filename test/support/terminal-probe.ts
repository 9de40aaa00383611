import type { WebSocket } from "ws";
import { decodeFrame, encodeFrame, FrameKind } from "../../runtime/protocol/index.ts";

/** One attachment to a terminal over a session's socket, counting and acknowledging what arrives. */
export interface TerminalProbe {
  /** Where the attachment began. */
  readonly from: number;
  /** Position after the last byte received. */
  readonly offset: number;
  /** All bytes received since the attachment, in order, as text. */
  readonly text: string;
  type(text: string): void;
  typeBytes(bytes: Uint8Array): void;
  /** Resolves at the next output. */
  next(): Promise<void>;
  /** Resolves when the text received since the call, or since `from` characters, contains the word. */
  waitFor(word: string, timeoutMs?: number): Promise<void>;
  close(): void;
}

const CHANNEL = 7;
const KEPT_TAIL = 500;
let clients = 0;

/**
 * Attaches to a terminal. Throws when a byte is missing or doubled: each output frame must start where the last ended.
 * `keepText` false counts without keeping, for floods.
 */
export async function attachProbe(
  socket: WebSocket,
  terminalId: string,
  options: { fromOffset?: number | null; clientId?: string; keepText?: boolean } = {},
): Promise<TerminalProbe> {
  let began = 0;
  let offset = 0;
  let acknowledged = 0;
  let inputOffset = 0;
  let text = "";
  let broken: Error | undefined;
  const decoder = new TextDecoder();
  const listeners = new Set<() => void>();
  const clientId = options.clientId ?? `probe-${process.pid}-${++clients}`;

  const attached = new Promise<void>((resolve, reject) => {
    socket.on("message", (data: Buffer, binary: boolean) => {
      if (!binary) {
        const message = JSON.parse(String(data));
        if (message.channel !== CHANNEL) return;
        if (message.type === "refused") {
          reject(new Error(`refused: ${message.code}`));
          socket.close();
        }
        if (message.type === "attached") {
          began = message.offset;
          offset = began;
          acknowledged = offset;
          inputOffset = message.inputOffset;
          resolve();
        }
        return;
      }
      const frame = decodeFrame(data);
      if (!frame || frame.channel !== CHANNEL || frame.kind !== FrameKind.output) return;
      if (frame.offset !== offset) broken = new Error(`expected byte ${offset}, got ${frame.offset}`);
      offset = frame.offset + frame.payload.length;
      if (options.keepText !== false) text += decoder.decode(frame.payload, { stream: true });
      else text = text.slice(-KEPT_TAIL) + decoder.decode(frame.payload.subarray(-KEPT_TAIL));
      if (offset - acknowledged >= 64 * 1024) {
        acknowledged = offset;
        socket.send(encodeFrame(FrameKind.outputAck, CHANNEL, offset));
      }
      for (const listener of [...listeners]) listener();
    });
    socket.on("close", () => reject(new Error("the socket closed")));
  });
  if (socket.readyState === socket.CONNECTING) await new Promise((resolve) => socket.once("open", resolve));
  socket.send(
    JSON.stringify({
      type: "attach",
      channel: CHANNEL,
      terminalId,
      clientId,
      fromOffset: options.fromOffset ?? null,
      size: { cols: 100, rows: 30 },
    }),
  );
  await attached;
  const from = began;

  const typeBytes = (bytes: Uint8Array) => {
    socket.send(encodeFrame(FrameKind.input, CHANNEL, inputOffset, bytes));
    inputOffset += bytes.length;
  };

  return {
    from,
    get offset() {
      if (broken) throw broken;
      return offset;
    },
    get text() {
      if (broken) throw broken;
      return text;
    },
    type: (input) => typeBytes(new TextEncoder().encode(input)),
    typeBytes,
    next: () =>
      new Promise((resolve) => {
        const look = () => {
          listeners.delete(look);
          resolve();
        };
        listeners.add(look);
      }),
    waitFor(word, timeoutMs = 120_000) {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(
          () => done(new Error(`no ${JSON.stringify(word)} in: ${text.slice(-500)}`)),
          timeoutMs,
        );
        const done = (error?: Error) => {
          clearTimeout(timer);
          listeners.delete(look);
          if (error) reject(error);
          else resolve();
        };
        const look = () => {
          if (broken) done(broken);
          else if (text.includes(word)) done();
        };
        listeners.add(look);
        look();
      });
    },
    close() {
      socket.close();
    },
  };
}
