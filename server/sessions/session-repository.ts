import type { Prisma } from "../../prisma/generated/sqlite/client.ts";
import { createTurns } from "../../runtime/common/turns.ts";
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

const LIVE: SessionState[] = ["provisioning", "ready", "ending", "failed"];

/** Where sessions are kept. Every call is on disk when it resolves; the writes of one session take their turns. */
export function createSessionRepository({ database }: { database: Database }) {
  // PostgreSQL has many connections: without turns, what was asked last might not be what is kept.
  const inTurn = createTurns<SessionId>();
  return {
    /** A new session with its first nodes and terminals, all or nothing. */
    insert(session: SessionRecord, change: StateChange): Promise<void> {
      const { id, learnerId, egress, createdAtMs } = session;
      const data = {
        ...{ id, learnerId, egress, createdAt: new Date(createdAtMs) },
        ...sessionFields(session),
        nodes: { create: session.nodes.map((node) => ({ sandboxId: node.sandboxId, ...nodeFields(node) })) },
        events: { create: eventFields(change) },
      };
      const terminals = session.terminals.map((one) => ({
        id: one.id,
        sessionId: id,
        ...terminalFields(one),
      }));
      return inTurn(id, async () => {
        await database.$transaction([
          database.session.create({ data }),
          ...terminals.map((terminal) => database.terminal.create({ data: terminal })),
        ]);
      });
    },
    /** The session's own fields, and its transition when there was one. */
    save(session: SessionRecord, change?: StateChange): Promise<void> {
      const events = change ? { events: { create: eventFields(change) } } : {};
      const data = { ...sessionFields(session), ...events };
      return inTurn(session.id, async () => {
        await database.session.update({ where: { id: session.id }, data });
      });
    },
    saveNode(sessionId: SessionId, node: NodeRecord): Promise<void> {
      const { sandboxId } = node;
      const data = nodeFields(node);
      return inTurn(sessionId, async () => {
        const create = { sandboxId, sessionId, ...data };
        await database.node.upsert({ where: { sandboxId }, create, update: data });
      });
    },
    /** Its terminals go with it. */
    removeNode(sessionId: SessionId, sandboxId: SandboxId): Promise<void> {
      return inTurn(sessionId, async () => {
        await database.node.deleteMany({ where: { sandboxId } });
      });
    },
    saveTerminal(sessionId: SessionId, terminal: TerminalRecord): Promise<void> {
      const { id } = terminal;
      const data = terminalFields(terminal);
      return inTurn(sessionId, async () => {
        await database.terminal.upsert({ where: { id }, create: { id, sessionId, ...data }, update: data });
      });
    },
    removeTerminal(sessionId: SessionId, terminalId: TerminalId): Promise<void> {
      return inTurn(sessionId, async () => {
        await database.terminal.deleteMany({ where: { id: terminalId } });
      });
    },
    async find(sessionId: SessionId): Promise<SessionRecord | undefined> {
      const row = await database.session.findUnique({ where: { id: sessionId }, include });
      return row ? toRecord(row) : undefined;
    },
    /** Every session that has not ended. */
    async findLive(): Promise<SessionRecord[]> {
      const rows = await database.session.findMany({ where: { state: { in: LIVE } }, include });
      return rows.map(toRecord);
    },
    /** Deletes what ended before; answers how many sessions that were. */
    async forgetEndedBefore(atMs: number): Promise<number> {
      const where = { state: "ended", endedAt: { lt: new Date(atMs) } };
      return (await database.session.deleteMany({ where })).count;
    },
  };
}

export type SessionRepository = ReturnType<typeof createSessionRepository>;
