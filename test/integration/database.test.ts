import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newLearnerId, newSandboxId, newSessionId, newTerminalId } from "../../runtime/common/ids.ts";
import type { OpenDatabase } from "../../server/db/database.ts";
import { openDatabase } from "../../server/db/open-database.ts";
import type { SessionRecord, TerminalRecord } from "../../server/sessions/session-record.ts";
import { createSessionRepository } from "../../server/sessions/session-repository.ts";
import { createBrowserLike } from "../support/browser-like.ts";
import { startFakeServer } from "../support/fake-server.ts";
import { createTestDatabases } from "../support/test-databases.ts";

const { databases, inPostgresql, close } = createTestDatabases();
afterAll(close);

function aSession(change: Partial<SessionRecord> = {}): SessionRecord {
  const sandboxId = newSandboxId();
  const terminal = (position: number): TerminalRecord => {
    const title = `Terminal ${position}`;
    return { id: newTerminalId(), sandboxId, title, position, state: "open", exitCode: null };
  };
  return {
    id: newSessionId(),
    learnerId: newLearnerId(),
    state: "provisioning",
    egress: "packages",
    createdAtMs: 1_700_000_000_123,
    readyAtMs: null,
    endsAtMs: 1_700_003_600_123,
    endedAtMs: null,
    endReason: null,
    lastActiveAtMs: 1_700_000_000_123,
    failure: null,
    nodes: [{ sandboxId, name: "node1", state: "starting", address: "198.18.0.2" }],
    terminals: [terminal(2), terminal(1)],
    ...change,
  };
}
const started = { from: null, to: "provisioning", reason: "started", atMs: 1_700_000_000_123 } as const;

describe.each(databases)("sessions in %s", (_name, newUrl) => {
  let url: string;
  let open: OpenDatabase;
  let repository: ReturnType<typeof createSessionRepository>;
  const reopen = async () => {
    await open?.close();
    open = await openDatabase(url);
    repository = createSessionRepository({ database: open.database });
  };
  beforeAll(async () => {
    url = await newUrl();
    await reopen();
  });
  afterAll(() => open?.close());

  it("come back whole, their terminals in order, also after a restart", async () => {
    const failure = { code: "sandbox.failed", message: "It’s “broken” – 🐳", nextStep: "Retry." };
    const session = aSession({ state: "failed", failure, readyAtMs: 1_700_000_000_999 });
    await repository.insert(session, started);
    const sorted = { ...session, terminals: [...session.terminals].reverse() };
    expect(await repository.find(session.id)).toEqual(sorted);
    await reopen();
    expect(await repository.find(session.id)).toEqual(sorted);
    expect(await repository.find(newSessionId())).toBeUndefined();
  });

  it("are found while they live, and only then", async () => {
    const [live, ended] = [aSession({ state: "ending" }), aSession({ state: "ended" })];
    for (const session of [live, ended]) await repository.insert(session, started);
    const found = (await repository.findLive()).map(({ id }) => id);
    expect(found).toContain(live.id);
    expect(found).not.toContain(ended.id);
  });

  it("lose a node with its terminals, and keep the rest", async () => {
    const session = aSession();
    const [node] = session.nodes;
    if (!node) throw new Error("a session without a node");
    await repository.insert(session, started);
    const second = { ...node, sandboxId: newSandboxId(), name: "node2" as const };
    const terminal = { id: newTerminalId(), sandboxId: second.sandboxId, title: "two", position: 3 };
    await repository.saveNode(session.id, second);
    await repository.saveTerminal(session.id, { ...terminal, state: "exited", exitCode: 137 });
    await repository.removeNode(session.id, node.sandboxId);
    const found = await repository.find(session.id);
    expect(found?.nodes).toEqual([second]);
    expect(found?.terminals).toEqual([{ ...terminal, state: "exited", exitCode: 137 }]);
  });

  it("have one node of a name: a second is refused and leaves nothing", async () => {
    const session = aSession();
    await repository.insert(session, started);
    const twin = { sandboxId: newSandboxId(), name: "node1", state: "ready", address: null } as const;
    await expect(repository.saveNode(session.id, twin)).rejects.toThrow();
    expect((await repository.find(session.id))?.nodes).toEqual(session.nodes);
  });

  it("end with what was asked last, however many changes are asked at once", async () => {
    const session = aSession();
    await repository.insert(session, started);
    const steps = Array.from({ length: 60 }, (_, step) => {
      session.lastActiveAtMs += 1000;
      session.state = step === 59 ? "ready" : "provisioning";
      return repository.save(session, { ...started, to: session.state, atMs: started.atMs + step });
    });
    await Promise.all(steps);
    const { lastActiveAtMs } = session;
    expect(await repository.find(session.id)).toMatchObject({ state: "ready", lastActiveAtMs });
    const events = await open.database.sessionEvent.findMany({
      where: { sessionId: session.id },
      orderBy: { id: "asc" },
    });
    expect(events.map((event) => event.at.getTime() - started.atMs)).toEqual([
      0,
      ...Array.from({ length: 60 }, (_, step) => step),
    ]);
  });

  it("take many at once", async () => {
    const sessions = Array.from({ length: 40 }, () => aSession());
    await Promise.all(sessions.map((session) => repository.insert(session, started)));
    const found = new Set((await repository.findLive()).map(({ id }) => id));
    expect(sessions.every(({ id }) => found.has(id))).toBe(true);
  });

  it("are forgotten a while after their end, with all that is theirs", async () => {
    const old = aSession({ state: "ended", endedAtMs: 1_000_000 });
    const [recent, live] = [aSession({ state: "ended", endedAtMs: 3_000_000 }), aSession()];
    for (const session of [old, recent, live]) await repository.insert(session, started);
    expect(await repository.forgetEndedBefore(2_000_000)).toBe(1);
    expect(await repository.find(old.id)).toBeUndefined();
    expect(await repository.find(recent.id)).toBeDefined();
    expect(await repository.find(live.id)).toBeDefined();
    const { database } = open;
    const left = { where: { sessionId: old.id } };
    expect([
      await database.node.count(left),
      await database.terminal.count(left),
      await database.sessionEvent.count(left),
    ]).toEqual([0, 0, 0]);
  });
});

it("PostgreSQL is migrated once by servers that start together", async () => {
  const url = await inPostgresql();
  const opened = await Promise.all(Array.from({ length: 4 }, () => openDatabase(url)));
  try {
    const rows = await opened[0]?.database.$queryRawUnsafe<object[]>(
      'SELECT migration_name, count(*)::int AS times FROM "_prisma_migrations" GROUP BY 1',
    );
    expect(rows?.length).toBeGreaterThan(0);
    expect(rows).toEqual(rows?.map((row) => ({ ...row, times: 1 })));
  } finally {
    for (const one of opened) await one.close();
  }
});

it.each([
  ["a PostgreSQL that is not there", "postgresql://nobody@localhost/none?host=%2Fnowhere", /cannot be used/],
  ["a file in a folder that is not there", "file:/nowhere/slipway.db", /cannot be opened/],
])("%s is refused in plain words", async (_name, url, words) => {
  await expect(openDatabase(url)).rejects.toMatchObject({
    code: "setup.database",
    userMessage: expect.stringMatching(words),
  });
});

it("the whole server runs on PostgreSQL and finds its sessions again", async () => {
  const environment = { SLIPWAY_DATABASE_URL: await inPostgresql() };
  const first = await startFakeServer(environment);
  const me = createBrowserLike(first.url);
  const session = await me.start();
  await first.stop();
  const second = await startFakeServer(environment, first.fakes, first.dataDir);
  try {
    const { cookie } = me;
    const answer = await createBrowserLike(second.url).fetch(`/api/sessions/${session.id}`, {
      headers: { cookie },
    });
    expect(await answer.json()).toMatchObject({ id: session.id, state: "ready" });
  } finally {
    await second.close();
  }
});
