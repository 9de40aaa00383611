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
  /** Made by a command that removes it itself: before this time nobody takes it for an orphan. Milliseconds since the epoch. */
  keepUntilMs?: number;
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
  /** One of this copy's own templates, cloned in the place of the base template; also the label `template` of the sandbox. */
  template?: string;
  /** As its label. */
  keepUntilMs?: number;
}

/** A state of a sandbox's disk that it can return to. */
export interface SnapshotRecord {
  name: string;
  /** Milliseconds since the epoch. */
  createdAtMs: number;
}

/** An own template of this copy: a lab with its set-up done, or a learner's run that was kept. */
export interface TemplateRecord {
  name: string;
  /** Milliseconds since the epoch. */
  createdAtMs: number;
  /** Of the sandbox that it was saved from. */
  node: NodeName;
  egress: Egress;
  /** The template which that sandbox was a clone of. */
  from: string;
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
 * AppError: sandbox.not-found, sandbox.failed, pool.unreachable, pool.full (no disk or address left). What takes a name rejects
 * with input.invalid for one that saved-names.ts does not allow.
 */
export interface SandboxDriver {
  /**
   * Clones the template's snapshot, starts it, and returns when its init runs. The inner engine may still be starting. Rejects
   * with template.not-found when an own template is asked for that does not stand.
   */
  create(request: CreateSandbox): Promise<SandboxRecord>;
  /** Every sandbox of ours, whatever its state; no template. */
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
  /**
   * Keeps the disk as it is, under a name; one of the same name is replaced, and is lost only when the new one stands. A running
   * sandbox is not stopped: what its programs have written is in it, what they hold in memory is not, as after a power cut.
   * Gone with the sandbox.
   */
  snapshot(sandboxId: SandboxId, name: string): Promise<void>;
  /**
   * Stops hard, brings the disk back as it was, and starts; resolves when init runs. Labels, address, limits and the private
   * network stay those of now; the snapshot stays too, and those taken after it. Rejects with snapshot.not-found, the sandbox
   * untouched.
   */
  restore(sandboxId: SandboxId, name: string): Promise<void>;
  /** Oldest first. */
  listSnapshots(sandboxId: SandboxId): Promise<SnapshotRecord[]>;
  /** Resolves when it is gone already. */
  deleteSnapshot(sandboxId: SandboxId, name: string): Promise<void>;
  /**
   * Makes an own template of a sandbox as it is now, running or not, or of one of its snapshots (else snapshot.not-found). Its
   * clones differ in what must differ (engine and machine ids, host name, private network) and have all else. It outlives the
   * sandbox. One of the same name is replaced, and is lost only when the new one stands.
   */
  saveTemplate(sandboxId: SandboxId, name: string, snapshotName?: string): Promise<void>;
  /** Own templates that stand, oldest first. */
  listTemplates(): Promise<TemplateRecord[]>;
  /** Sandboxes cloned from it live on. Resolves when it is gone already. */
  deleteTemplate(name: string): Promise<void>;
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
