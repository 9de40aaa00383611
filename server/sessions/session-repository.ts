import type { Prisma } from "../../prisma/generated/sqlite/client.ts";
import {
  EndReason,
  type LearnerId,
  type NodeName,
  type SandboxId,
  type SessionId,
  type SessionState,
  type TerminalId,
} from "../../runtime/protocol/index.ts";
import type { Database } from "../db/database.ts";
import type { NodeRecord, SessionRecord, TerminalRecord } from "./session-record.ts";

export interface StateChange {
  from: SessionState | null;
  to: SessionState;
  reason: string;
  atMs: number;
}

/** Of the log only why it ended is read back. */
const include = {
  nodes: true,
  terminals: true,
  events: { where: { toState: "ending" }, select: { reason: true }, take: 1 },
} as const satisfies Prisma.SessionInclude;
type Row = Prisma.SessionGetPayload<{ include: typeof include }>;

const date = (ms: number | null) => (ms === null ? null : new Date(ms));

function toRecord(row: Row): SessionRecord {
  return {
    id: row.id as SessionId,
    learnerId: row.learnerId as LearnerId,
    state: row.state as SessionState,
    egress: row.egress as SessionRecord["egress"],
    createdAtMs: row.createdAt.getTime(),
    readyAtMs: row.readyAt?.getTime() ?? null,
    endsAtMs: row.endsAt.getTime(),
    endedAtMs: row.endedAt?.getTime() ?? null,
    endReason: EndReason.safeParse(row.events[0]?.reason).data ?? null,
    lastActiveAtMs: row.lastActiveAt.getTime(),
    failure:
      row.failureCode === null
        ? null
        : { code: row.failureCode, message: row.failureMessage ?? "", nextStep: row.failureNextStep ?? "" },
    nodes: row.nodes
      .map((node) => ({
        sandboxId: node.sandboxId as SandboxId,
        name: node.name as NodeName,
        state: node.state as NodeRecord["state"],
        address: node.address,
      }))
      .sort((a, b) => a.name.localeCompare(b.name)),
    terminals: row.terminals
      .map((terminal) => ({
        id: terminal.id as TerminalId,
        sandboxId: terminal.nodeId as SandboxId,
        title: terminal.title,
        position: terminal.position,
        state: terminal.state as TerminalRecord["state"],
        exitCode: terminal.exitCode,
      }))
      .sort((a, b) => a.position - b.position),
  };
}

const sessionFields = (session: SessionRecord) => ({
  state: session.state,
  readyAt: date(session.readyAtMs),
  endsAt: new Date(session.endsAtMs),
  endedAt: date(session.endedAtMs),
  lastActiveAt: new Date(session.lastActiveAtMs),
  failureCode: session.failure?.code ?? null,
  failureMessage: session.failure?.message ?? null,
  failureNextStep: session.failure?.nextStep ?? null,
});
const eventFields = (change: StateChange) => ({
  at: new Date(change.atMs),
  fromState: change.from,
  toState: change.to,
  reason: change.reason,
});
const nodeFields = (node: NodeRecord) => ({ name: node.name, state: node.state, address: node.address });
const terminalFields = (terminal: TerminalRecord) => ({
  nodeId: terminal.sandboxId,
  title: terminal.title,
  position: terminal.position,
  state: terminal.state,
  exitCode: terminal.exitCode,
});

/** Where sessions are kept. Every call is on disk when it resolves. */
export function createSessionRepository({ database }: { database: Database }) {
  return {
    /** A new session; its first nodes and terminals with it. */
    async insert(session: SessionRecord, change: StateChange): Promise<void> {
      await database.session.create({
        data: {
          id: session.id,
          learnerId: session.learnerId,
          egress: session.egress,
          createdAt: new Date(session.createdAtMs),
          ...sessionFields(session),
          nodes: {
            create: session.nodes.map((node) => ({ sandboxId: node.sandboxId, ...nodeFields(node) })),
          },
          events: { create: eventFields(change) },
        },
      });
      for (const terminal of session.terminals) await this.saveTerminal(session.id, terminal);
    },
    /** The session's own fields, and its transition when there was one. */
    async save(session: SessionRecord, change?: StateChange): Promise<void> {
      await database.session.update({
        where: { id: session.id },
        data: { ...sessionFields(session), ...(change ? { events: { create: eventFields(change) } } : {}) },
      });
    },
    async saveNode(sessionId: SessionId, node: NodeRecord): Promise<void> {
      const data = nodeFields(node);
      await database.node.upsert({
        where: { sandboxId: node.sandboxId },
        create: { sandboxId: node.sandboxId, sessionId, ...data },
        update: data,
      });
    },
    /** Its terminals go with it. */
    async removeNode(sandboxId: SandboxId): Promise<void> {
      await database.terminal.deleteMany({ where: { nodeId: sandboxId } });
      await database.node.deleteMany({ where: { sandboxId } });
    },
    async saveTerminal(sessionId: SessionId, terminal: TerminalRecord): Promise<void> {
      const data = terminalFields(terminal);
      await database.terminal.upsert({
        where: { id: terminal.id },
        create: { id: terminal.id, sessionId, ...data },
        update: data,
      });
    },
    async removeTerminal(terminalId: TerminalId): Promise<void> {
      await database.terminal.deleteMany({ where: { id: terminalId } });
    },
    async find(sessionId: SessionId): Promise<SessionRecord | undefined> {
      const row = await database.session.findUnique({ where: { id: sessionId }, include });
      return row ? toRecord(row) : undefined;
    },
    /** Every session that has not ended. */
    async findLive(): Promise<SessionRecord[]> {
      const rows = await database.session.findMany({ where: { state: { not: "ended" } }, include });
      return rows.map(toRecord);
    },
  };
}

export type SessionRepository = ReturnType<typeof createSessionRepository>;
