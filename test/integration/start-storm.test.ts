import pino from "pino";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { locateDataFolder } from "../../runtime/engine/data-folder.ts";
import { readInstallation } from "../../runtime/engine/installation-file.ts";
import { createIncusDriver } from "../../runtime/incus/incus-driver.ts";
import type { SessionView } from "../../runtime/protocol/index.ts";
import { type BrowserLike, createBrowserLike } from "../support/browser-like.ts";
import { createTestServer, type TestServer } from "../support/server-process.ts";
import { attachProbe } from "../support/terminal-probe.ts";

/** A class presses Start at the same moment, on the real engine: more than the warm pool has, and one more than fits. */
const PLACES = 8;
const WARM = 2;
const WITHIN = { timeout: 120_000, interval: 200 };

const installation = readInstallation(locateDataFolder());
if (!installation) throw new Error("set-up has not run");
const driver = createIncusDriver({ installation: () => installation, log: pino({ level: "silent" }) });
const started: { learner: BrowserLike; id: string }[] = [];
let server: TestServer;

beforeAll(async () => {
  server = await createTestServer({
    SLIPWAY_WARM: String(WARM),
    SLIPWAY_MAX_SANDBOXES: String(PLACES),
    SLIPWAY_SESSIONS_PER_PERSON: "1",
  });
  await server.start();
  await warmPoolIsFull();
});

afterAll(async () => {
  for (const { learner, id } of started) await learner.end(id);
  await server?.stop();
  driver.dispose();
});

/** Nothing but the warm pool is there, and that is full. */
const warmPoolIsFull = () =>
  vi.waitFor(async () => {
    const records = await driver.list();
    expect(records.map(({ labels, status }) => [labels.warm, status])).toEqual(
      Array.from({ length: WARM }, () => [true, "frozen"]),
    );
    expect(await driver.listNetworks()).toEqual([]);
  }, WITHIN);

const comes = async () => {
  const learner = createBrowserLike(server.url);
  await learner.fetch("/api/sessions");
  return learner;
};

async function press(learner: BrowserLike): Promise<SessionView> {
  const answer = await learner.fetch("/api/sessions", { method: "POST" });
  expect(answer.status).toBe(201);
  const session = (await answer.json()) as SessionView;
  started.push({ learner, id: session.id });
  return session;
}

const untilReady = (learner: BrowserLike, id: string) =>
  vi.waitFor(async () => {
    const view = (await (await learner.fetch(`/api/sessions/${id}`)).json()) as SessionView;
    expect(view.state).toBe("ready");
    return view;
  }, WITHIN);

/** Types into the session's first terminal and has the shell's answer. */
async function terminalAnswers(learner: BrowserLike, { id, terminals }: SessionView): Promise<void> {
  const probe = await attachProbe(learner.socket(`/ws/sessions/${id}`), terminals[0]?.id ?? "");
  probe.type("echo here-$((40 + 2)) $(docker ps -q | wc -l)\n");
  await probe.waitFor("here-42 0");
  probe.close();
}

it("all of a class get a sandbox and a terminal, the last waits for a place, and nothing is left of them", async () => {
  const learners = await Promise.all(Array.from({ length: PLACES }, comes));
  const late = await comes();
  const sessions = await Promise.all(
    learners.map(async (learner) => {
      const { id } = await press(learner);
      const session = await untilReady(learner, id);
      await terminalAnswers(learner, session);
      return session;
    }),
  );
  const sandboxes = sessions.flatMap(({ nodes }) => nodes.map((node) => node.sandboxId));
  expect(new Set(sandboxes).size).toBe(PLACES);
  expect((await driver.list()).map(({ labels }) => labels.sandboxId).sort()).toEqual(sandboxes.sort());

  const waiting = await press(late);
  expect(waiting).toMatchObject({ state: "provisioning", queuePosition: 1, nodes: [] });
  expect((await late.fetch("/api/sessions", { method: "POST" })).status).toBe(429);
  await learners[0]?.end(sessions[0]?.id ?? "");
  await terminalAnswers(late, await untilReady(late, waiting.id));

  await Promise.all(started.map(({ learner, id }) => learner.end(id)));
  await warmPoolIsFull();
});
