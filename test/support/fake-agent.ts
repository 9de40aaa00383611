import { connect as connectTcp } from "node:net";
import { type Duplex, PassThrough } from "node:stream";
import { buffer } from "node:stream/consumers";
import type { AgentClient, AgentEvent, TerminalLink } from "../../runtime/agent/agent-api.ts";
import { AppError } from "../../runtime/common/app-error.ts";
import {
  AttachTerminal,
  decodeFrame,
  encodeFrame,
  FrameKind,
  type SandboxId,
  type TerminalId,
} from "../../runtime/protocol/index.ts";

/** An agent whose terminals echo what is typed, and whose ports are ports of this machine's loopback. */
export function createFakeAgent() {
  const listeners = new Set<(event: AgentEvent) => void>();
  const terminals = new Map<TerminalId, SandboxId>();
  const files = new Map<string, Uint8Array>();
  const links = new Set<{ breakOff: () => void }>();
  const control = {
    emit: (event: AgentEvent) => listeners.forEach((listener) => void listener(event)),
    links,
    files,
  };

  function connectTerminals(): TerminalLink {
    let onMessage: (message: unknown) => void = () => {};
    let onFrame: (frame: Uint8Array) => void = () => {};
    let onClose = () => {};
    const written = new Map<number, number>();
    links.add({ breakOff: () => onClose() });
    return {
      sendMessage(message) {
        const attach = AttachTerminal.safeParse(message);
        if (!attach.success) return;
        const { channel, terminalId } = attach.data;
        const sandboxId = terminals.get(terminalId);
        if (!sandboxId)
          return onMessage({ type: "refused", channel, code: "terminal.not-found", message: "gone" });
        written.set(channel, 0);
        const info = { id: terminalId, sandboxId, state: "open" as const, exitCode: null };
        const at = { offset: 0, liveOffset: 0, inputOffset: 0, reset: true, prefix: "" };
        onMessage({ type: "attached", channel, terminalId, ...at, info });
      },
      sendFrame(bytes) {
        const frame = decodeFrame(bytes);
        if (frame?.kind !== FrameKind.input) return;
        const offset = written.get(frame.channel) ?? 0;
        written.set(frame.channel, offset + frame.payload.length);
        onFrame(encodeFrame(FrameKind.output, frame.channel, offset, frame.payload));
      },
      onMessage(listener) {
        onMessage = listener;
      },
      onFrame(listener) {
        onFrame = listener;
      },
      onClose(listener) {
        onClose = listener;
      },
      pause() {},
      resume() {},
      close() {},
    };
  }

  const agent: AgentClient = {
    watchSandbox: async () => {},
    unwatchSandbox: async () => {},
    waitForEngine: async () => {},
    async openTerminal({ terminalId, sandboxId }) {
      terminals.set(terminalId, sandboxId);
      return { id: terminalId, sandboxId, state: "open", exitCode: null };
    },
    waitForOutput: async () => {},
    listTerminals: async (sandboxId) =>
      [...terminals]
        .filter(([, at]) => at === sandboxId)
        .map(([id]) => ({ id, sandboxId, state: "open", exitCode: null })),
    closeTerminal: async (id) => void terminals.delete(id),
    signalTerminal: async () => {},
    connectTerminals: async () => connectTerminals(),
    listFiles: async (_id, path) => ({
      entries: [...files].map(([name, bytes]) => ({
        name: name.slice(path.length + 1),
        kind: "file" as const,
        sizeBytes: bytes.length,
        modifiedAtMs: 0,
      })),
      truncated: false,
    }),
    statFile: async () => {
      throw new AppError("file.not-found");
    },
    async readFile(_id, path, maxBytes) {
      const bytes = files.get(path);
      if (!bytes) throw new AppError("file.not-found");
      if (bytes.length > maxBytes) throw new AppError("file.too-large");
      return new PassThrough().end(bytes);
    },
    async writeFile(_id, path, body) {
      const bytes = body instanceof Uint8Array ? body : await buffer(body);
      files.set(path, bytes);
      return { name: path.split("/").at(-1) ?? "", kind: "file", sizeBytes: bytes.length, modifiedAtMs: 0 };
    },
    makeFolder: async () => {},
    moveFile: async () => {},
    deleteFile: async (_id, path) => void files.delete(path),
    watchFolders: async () => {},
    dial: (_id, port) =>
      new Promise<Duplex>((resolve, reject) => {
        const socket = connectTcp(port, "127.0.0.1", () => resolve(socket));
        socket.once("error", () => reject(new AppError("port.refused")));
      }),
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispose() {},
  };
  return { agent, control, terminals };
}
