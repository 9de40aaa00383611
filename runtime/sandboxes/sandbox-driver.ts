import type { Duplex } from "node:stream";
import type { Egress, NodeName, SandboxId, SessionId } from "../protocol/index.ts";

/** What a sandbox may use; enforced by the kernel, outside the sandbox. */
export interface SandboxLimits {
  memoryBytes: number;
  /** Share of the host's processors, in cores (0.5 is half a core). */
  cpuCores: number;
  processes: number;
  diskBytes: number;
}

/** Ownership marks, kept on the sandbox itself: after a restart they, and never our memory, say what is whose. */
export interface SandboxLabels {
  sandboxId: SandboxId;
  /** Absent on a warm sandbox. */
  sessionId?: SessionId;
  node: NodeName;
  template: string;
  egress: Egress;
  warm: boolean;
  /** Milliseconds since the epoch. */
  createdAtMs: number;
}

export type SandboxStatus = "running" | "frozen" | "stopped" | "error";

export interface SandboxRecord {
  labels: SandboxLabels;
  status: SandboxStatus;
  /** Address on the shared bridge; set at creation and kept for life. */
  address: string;
}

export interface CreateSandbox {
  sandboxId: SandboxId;
  sessionId?: SessionId;
  node: NodeName;
  egress: Egress;
  limits: SandboxLimits;
  /** Made ahead of need: gives way to other sandboxes until it is claimed. */
  warm: boolean;
}

export interface ExecOptions {
  command: string[];
  /** HOME, PATH and TERM are always set; these add to them. */
  environment?: Record<string, string>;
  cwd?: string;
  /** Present: a PTY of that size; stdout and stderr are one. */
  tty?: { cols: number; rows: number };
}

/** A process in a sandbox. When this stream's connection goes, the process is killed by the engine. */
export interface ExecStream {
  /** stdin and stdout (and stderr with a tty). Honours backpressure both ways: an unread stream stops the process. */
  readonly data: Duplex;
  /** stderr without a tty; null with one. */
  readonly stderr: NodeJS.ReadableStream | null;
  resize(cols: number, rows: number): void;
  signal(signal: number): void;
  /** Resolves with the exit status; -1 when the connection or the sandbox went away. Never rejects. */
  readonly exited: Promise<number>;
  /** Ends the connection, which kills the process. */
  destroy(): void;
}

export interface SandboxUsage {
  /** The sandbox's init as the host sees it; 0 when not running. */
  initPid: number;
  memoryBytes: number;
  diskBytes: number;
  processes: number;
  /** The disk quota, where the driver knows it. */
  diskLimitBytes?: number;
}

/**
 * The one way to the machines. Every implementation passes test/contract/sandbox-driver.ts. All methods reject with
 * AppError: sandbox.not-found, sandbox.failed, pool.unreachable, pool.full (no disk or address left).
 */
export interface SandboxDriver {
  /** Clones the template's snapshot, starts it, and returns when its init runs. The inner engine may still be starting. */
  create(request: CreateSandbox): Promise<SandboxRecord>;
  /** Everything of ours, whatever its state. */
  list(): Promise<SandboxRecord[]>;
  get(sandboxId: SandboxId): Promise<SandboxRecord | undefined>;
  /** Gives a warm sandbox to a session: thaws it, changes its labels, and lifts its processors' low priority. Returns when it runs. */
  claim(sandboxId: SandboxId, sessionId: SessionId): Promise<SandboxRecord>;
  /**
   * For a sandbox that has booted and is quiet: on cgroup v1 a process in the middle of vfork cannot be frozen. What cannot be
   * frozen in time runs on, and this rejects.
   */
  freeze(sandboxId: SandboxId): Promise<void>;
  start(sandboxId: SandboxId): Promise<void>;
  /** Stops hard (no grace) unless timeoutMs is given. */
  stop(sandboxId: SandboxId): Promise<void>;
  /** Gone when this resolves, whatever state it was in; also its network attachments. Resolves when it is gone already. */
  delete(sandboxId: SandboxId): Promise<void>;
  usage(sandboxId: SandboxId): Promise<SandboxUsage>;
  exec(sandboxId: SandboxId, options: ExecOptions): Promise<ExecStream>;
  /** Makes the session's private network if absent, joins these sandboxes (second NIC) and writes nodeN names to /etc/hosts in each. */
  connectNodes(sessionId: SessionId, nodes: { node: NodeName; sandboxId: SandboxId }[]): Promise<void>;
  /** The address that a node has on its session's private network once it is joined: the same in every session. */
  privateAddress(node: NodeName): string;
  /** Removes the session's private network; its sandboxes must be deleted or detached first. Resolves when absent. */
  removeNetwork(sessionId: SessionId): Promise<void>;
  /** Private networks that exist, by session: for the reaper. */
  listNetworks(): Promise<SessionId[]>;
  dispose(): void;
}
