import type { TerminalLink } from "../../runtime/agent/agent-api.ts";
import {
  ACK_EVERY_BYTES,
  decodeFrame,
  encodeFrame,
  FrameKind,
  type TerminalId,
} from "../../runtime/protocol/index.ts";

interface Attached {
  offset: number;
  reset: boolean;
  inputOffset: number;
  prefix: string;
}

/** Plays a page on a link to the agent: one channel, counts and acknowledges output, and checks that no byte is lost or doubled. */
export interface AgentPage {
  readonly position: number;
  readonly attached: Attached | undefined;
  readonly exitCode: number | null | undefined;
  readonly refused: string | undefined;
  /** The last 4 MiB of output. */
  text(): string;
  /** The last output, a frame at least. */
  tail(): string;
  type(text: string): void;
  /** Resolves with the milliseconds it took until the test holds. */
  until(test: () => boolean, timeoutMs?: number): Promise<number>;
  close(): void;
}

const KEPT_BYTES = 4 * 1024 * 1024;

export function createAgentPage(
  link: TerminalLink,
  options: { terminalId: TerminalId; clientId?: string; fromOffset?: number | null; acknowledges?: boolean },
): Promise<AgentPage> {
  const acknowledges = options.acknowledges ?? true;
  let chunks: Uint8Array[] = [];
  let keptBytes = 0;
  let position = -1;
  let ackedPosition = 0;
  let inputOffset = 0;
  let attached: Attached | undefined;
  let exitCode: number | null | undefined;
  let refused: string | undefined;
  const watchers = new Set<() => void>();
  const changed = () => {
    for (const watcher of [...watchers]) watcher();
  };

  link.onMessage((raw) => {
    const message = raw as { type: string; code: string; exitCode: number | null } & Attached;
    if (message.type === "attached") {
      attached = message;
      position = message.offset;
      ackedPosition = position;
      inputOffset = message.inputOffset;
      if (message.reset) {
        chunks = [];
        keptBytes = 0;
      }
    } else if (message.type === "exited") exitCode = message.exitCode;
    else if (message.type === "refused") refused = message.code;
    changed();
  });
  link.onFrame((bytes) => {
    const frame = decodeFrame(bytes);
    if (frame?.kind !== FrameKind.output) return;
    if (frame.offset !== position) throw new Error(`expected output at ${position}, got ${frame.offset}`);
    position += frame.payload.length;
    chunks.push(Uint8Array.from(frame.payload));
    keptBytes += frame.payload.length;
    while (keptBytes > KEPT_BYTES) keptBytes -= chunks.shift()?.length ?? 0;
    if (acknowledges && position - ackedPosition >= ACK_EVERY_BYTES) {
      ackedPosition = position;
      link.sendFrame(encodeFrame(FrameKind.outputAck, 1, position));
    }
    changed();
  });

  const page: AgentPage = {
    get position() {
      return position;
    },
    get attached() {
      return attached;
    },
    get exitCode() {
      return exitCode;
    },
    get refused() {
      return refused;
    },
    tail: () => Buffer.concat(chunks.slice(-2)).toString("latin1"),
    text: () => Buffer.concat(chunks).toString("utf8"),
    type(text) {
      const bytes = Buffer.from(text);
      link.sendFrame(encodeFrame(FrameKind.input, 1, inputOffset, bytes));
      inputOffset += bytes.length;
    },
    until(test, timeoutMs = 20_000) {
      const began = performance.now();
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          watchers.delete(check);
          reject(
            new Error(`not within ${timeoutMs} ms; last output: ${JSON.stringify(page.text().slice(-300))}`),
          );
        }, timeoutMs);
        const check = () => {
          if (!test()) return;
          clearTimeout(timer);
          watchers.delete(check);
          resolve(performance.now() - began);
        };
        watchers.add(check);
        check();
      });
    },
    close: () => link.close(),
  };
  link.sendMessage({
    type: "attach",
    channel: 1,
    terminalId: options.terminalId,
    clientId: options.clientId ?? "page-of-a-test",
    fromOffset: options.fromOffset ?? null,
    size: { cols: 80, rows: 24 },
  });
  return page.until(() => attached !== undefined || refused !== undefined).then(() => page);
}
