import type { Duplex } from "node:stream";
import type {
  EngineEvent,
  FileEntry,
  SandboxId,
  TerminalId,
  TerminalInfo,
  TerminalSize,
} from "../protocol/index.ts";

/** Something the agent noticed in a sandbox. */
export type AgentEvent =
  | { type: "terminal.exited"; sandboxId: SandboxId; terminalId: TerminalId; exitCode: number | null }
  | { type: "ports.changed"; sandboxId: SandboxId; ports: { port: number; loopbackOnly: boolean }[] }
  | { type: "files.changed"; sandboxId: SandboxId; paths: string[] }
  | { type: "engine.changed"; sandboxId: SandboxId; state: "ready" | "down" }
  /** Something happened in the inner engine. At most a few a second are told: what is must be asked for. */
  | ({ type: "engine.event"; sandboxId: SandboxId } & EngineEvent)
  | { type: "health.changed"; sandboxId: SandboxId; diskFull: boolean; outOfMemory: boolean };

/** One attached server-side connection to the terminals of the host: frames and JSON messages as in runtime/protocol/terminal.ts. */
export interface TerminalLink {
  /** AttachTerminal, DetachTerminal, ResizeTerminal as JSON-able objects. */
  sendMessage(message: unknown): void;
  /** An encoded terminal frame (input or outputAck). */
  sendFrame(frame: Uint8Array): void;
  onMessage(listener: (message: unknown) => void): void;
  onFrame(listener: (frame: Uint8Array) => void): void;
  onClose(listener: () => void): void;
  /** Stop and resume reading frames from the agent (the browser's socket is full). */
  pause(): void;
  resume(): void;
  close(): void;
}

/**
 * The typed client of the host agent, over its Unix socket. Methods reject with AppError: agent.unreachable (retryable),
 * sandbox.not-found, terminal.not-found, file.not-found, file.too-large, file.not-permitted, file.exists, sandbox.disk-full,
 * port.refused, or input.invalid.
 */
export interface AgentClient {
  /** Begins to watch a sandbox (ports, engine, health); idempotent. Its terminals that survived an agent restart are re-attached. */
  watchSandbox(sandboxId: SandboxId): Promise<void>;
  unwatchSandbox(sandboxId: SandboxId): Promise<void>;
  /** Resolves when the inner engine answers; rejects with sandbox.engine-down after timeoutMs. */
  waitForEngine(sandboxId: SandboxId, timeoutMs: number): Promise<void>;
  openTerminal(request: {
    terminalId: TerminalId;
    sandboxId: SandboxId;
    size: TerminalSize;
  }): Promise<TerminalInfo>;
  /** Resolves once the shell printed its first prompt (for a warm sandbox, before it is frozen). */
  waitForOutput(terminalId: TerminalId, timeoutMs: number): Promise<void>;
  listTerminals(sandboxId: SandboxId): Promise<TerminalInfo[]>;
  closeTerminal(terminalId: TerminalId): Promise<void>;
  signalTerminal(terminalId: TerminalId, signal: number): Promise<void>;
  /** Opens a link for frames; one link carries many terminals. Used by the gateway, one for each browser socket. */
  connectTerminals(): Promise<TerminalLink>;
  listFiles(sandboxId: SandboxId, path: string): Promise<{ entries: FileEntry[]; truncated: boolean }>;
  statFile(sandboxId: SandboxId, path: string): Promise<FileEntry>;
  /** The file's bytes as a stream; rejects before the first byte when absent, a directory, or over maxBytes. */
  readFile(sandboxId: SandboxId, path: string, maxBytes: number): Promise<NodeJS.ReadableStream>;
  /** Writes to a temporary name beside it and renames: the old file stays whole if this fails. Keeps the mode of an existing file. */
  writeFile(
    sandboxId: SandboxId,
    path: string,
    bytes: NodeJS.ReadableStream | Uint8Array,
    /** How many bytes are to come: fewer leave the old file as it is. */
    sizeBytes: number,
  ): Promise<FileEntry>;
  makeFolder(sandboxId: SandboxId, path: string): Promise<void>;
  moveFile(sandboxId: SandboxId, from: string, to: string): Promise<void>;
  deleteFile(sandboxId: SandboxId, path: string): Promise<void>;
  /** Watches these folders (not below them) for changes, reported as files.changed; replaces the earlier set. */
  watchFolders(sandboxId: SandboxId, paths: string[]): Promise<void>;
  /** A TCP connection to a port of the sandbox, its loopback included. */
  dial(sandboxId: SandboxId, port: number): Promise<Duplex>;
  /** Events of all watched sandboxes; after a reconnect the current state of each is sent again. */
  onEvent(listener: (event: AgentEvent) => void): () => void;
  dispose(): void;
}
