import type {
  NodeName,
  SandboxId,
  SessionId,
  SessionView,
  TerminalId,
} from "../../runtime/protocol/index.ts";
import type { NodeRecord, SessionRecord, TerminalRecord } from "./session-record.ts";
import { type NodeHealth, toSessionView } from "./session-view.ts";

/** A session that has not ended: what the database keeps, and what is only true now. */
export interface LiveSession {
  record: SessionRecord;
  queuePosition: number | null;
  progress: string | null;
  attachedSockets: number;
  /** Its row in the database: there, or on its way. Undefined before that. */
  stored: Promise<void> | undefined;
}

/** Whether it waits for a place in the pool. */
export const isWaiting = ({ record }: LiveSession): boolean =>
  record.state === "provisioning" && record.nodes.length === 0;

/** All sessions that have not ended, in memory, and the one place that says "this one changed". */
export function createSessionBook({
  maxSessionMs,
  privateAddress,
  takenPlaces,
}: {
  maxSessionMs: number;
  /** Places of the pool that are taken by what is no session's. */
  takenPlaces: () => number;
  /** What a node's address on a session's private network is; null before the machines are there. */
  privateAddress: (node: NodeName) => string | null;
}) {
  const sessions = new Map<SessionId, LiveSession>();
  const health = new Map<SandboxId, NodeHealth>();
  const listeners = new Set<(sessionId: SessionId) => void>();

  return {
    all: () => [...sessions.values()],
    get: (sessionId: SessionId) => sessions.get(sessionId),
    add(record: SessionRecord, stored?: Promise<void>): LiveSession {
      const live = { record, queuePosition: null, progress: null, attachedSockets: 0, stored };
      sessions.set(record.id, live);
      return live;
    },
    remove(sessionId: SessionId): void {
      for (const node of sessions.get(sessionId)?.record.nodes ?? []) health.delete(node.sandboxId);
      sessions.delete(sessionId);
    },
    findNode(sandboxId: SandboxId): { live: LiveSession; node: NodeRecord } | undefined {
      for (const live of sessions.values()) {
        const node = live.record.nodes.find((one) => one.sandboxId === sandboxId);
        if (node) return { live, node };
      }
      return undefined;
    },
    findTerminal(terminalId: TerminalId): { live: LiveSession; terminal: TerminalRecord } | undefined {
      for (const live of sessions.values()) {
        const terminal = live.record.terminals.find((one) => one.id === terminalId);
        if (terminal) return { live, terminal };
      }
      return undefined;
    },
    setHealth(sandboxId: SandboxId, change: Partial<NodeHealth>): void {
      const before = health.get(sandboxId) ?? {
        engineDown: false,
        diskFull: false,
        outOfMemory: false,
        ports: [],
      };
      health.set(sandboxId, { ...before, ...change });
    },
    clearHealth: (sandboxId: SandboxId) => health.delete(sandboxId),
    /** Places of the pool that are taken: by the sandboxes that sessions have or are getting, and by others. */
    usedSandboxes: () =>
      [...sessions.values()].reduce((sum, live) => sum + live.record.nodes.length, takenPlaces()),
    view(live: LiveSession): SessionView {
      const { record, queuePosition, progress } = live;
      return toSessionView({
        session: record,
        health: (node) => health.get(node.sandboxId),
        privateAddress,
        queuePosition,
        progress,
        maxSessionMs,
      });
    },
    changed(sessionId: SessionId): void {
      for (const listener of [...listeners]) listener(sessionId);
    },
    onChange(listener: (sessionId: SessionId) => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export type SessionBook = ReturnType<typeof createSessionBook>;
