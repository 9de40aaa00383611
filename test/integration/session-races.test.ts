import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { ServerMessage, SessionView } from "../../runtime/protocol/index.ts";
import { type BrowserLike, createBrowserLike, ending } from "../support/browser-like.ts";
import { startFakeServer } from "../support/fake-server.ts";

const MINUTE = 60_000;
let nowMs: number;
let server: Awaited<ReturnType<typeof startFakeServer>>;
const start = (environment: Record<string, string> = {}, again?: typeof server) =>
  startFakeServer(
    { SLIPWAY_MAX_SANDBOXES: "1", SLIPWAY_IDLE_MINUTES: "30", SLIPWAY_SESSION_MINUTES: "60", ...environment },
    again?.fakes,
    again?.dataDir,
    { now: () => nowMs, reapEveryMs: 20 },
  );
beforeEach(async () => {
  nowMs = Date.now();
  server = await start();
});
afterEach(() => server.close());

const restartWith = async (environment: Record<string, string>) => {
  await server.close();
  server = await start(environment);
};

const someone = () => createBrowserLike(server.url);
const begin = (who: BrowserLike) =>
  who.fetch("/api/sessions", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: "{}",
  });
const begun = async (who: BrowserLike) => (await (await begin(who)).json()) as SessionView;
const look = async (who: BrowserLike, id: string) =>
  (await (await who.fetch(`/api/sessions/${id}`)).json()) as SessionView;
const until = (who: BrowserLike, id: string, expected: Partial<SessionView>) =>
  vi.waitFor(async () => expect(await look(who, id)).toMatchObject(expected));
const post = (who: BrowserLike, path: string) => who.fetch(path, { method: "POST" });

/** Holds every call of a driver's method until `release`; `called` counts those that have come. */
function hold(method: "create" | "delete" | "stop") {
  const { driver } = server.fakes;
  const real = driver[method] as (...args: never[]) => Promise<unknown>;
  let release = () => {};
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  const held = { called: 0, release: () => release() };
  Object.assign(driver, {
    [method]: async (...args: never[]) => {
      held.called++;
      await gate;
      return real(...args);
    },
  });
  return held;
}

const sandboxes = () => [...server.fakes.driver.records.keys()];

/** A page on the session: what it was told, and how its socket ended. */
async function page(who: BrowserLike, id: string) {
  const socket = who.socket(`/ws/sessions/${id}`);
  const closed = ending(socket);
  const told: ServerMessage[] = [];
  socket.on("message", (data, binary) => !binary && told.push(JSON.parse(String(data)) as ServerMessage));
  await vi.waitFor(() => expect(told.length).toBeGreaterThan(0));
  return { socket, closed, told };
}

it("gives a learner who starts many times at once no more than the limit", async () => {
  const me = someone();
  await me.fetch("/api/sessions");
  const statuses = (await Promise.all(Array.from({ length: 5 }, () => begin(me)))).map(
    ({ status }) => status,
  );
  expect(statuses.sort()).toEqual([201, 201, 429, 429, 429]);
});

it("makes no second sandbox in a pool of one while the first is being made for an ended session", async () => {
  const creating = hold("create");
  const [me, next] = [someone(), someone()];
  const mine = await begun(me);
  await vi.waitFor(() => expect(creating.called).toBe(1));
  await me.end(mine.id);
  const theirs = await begun(next);
  expect(theirs.queuePosition).toBe(1);
  creating.release();
  await until(next, theirs.id, { state: "ready" });
  await until(me, mine.id, { state: "ended" });
  expect(sandboxes()).toEqual([(await look(next, theirs.id)).nodes[0]?.sandboxId]);
});

it("keeps the queue's order over a restart", async () => {
  const people = [someone(), someone(), someone()] as const;
  const sessions: SessionView[] = [];
  for (const person of people) {
    sessions.push(await begun(person));
    nowMs += 1000;
  }
  const [first, second, third] = sessions.map(({ id }) => id) as string[] as [string, string, string];
  await until(people[0], first, { state: "ready" });
  await server.stop();
  server = await start({}, server);
  const [a, b, c] = people.map((person) => Object.assign(someone(), { cookie: person.cookie }));
  if (!a || !b || !c) throw new Error("three people");
  await until(b, second, { queuePosition: 1 });
  await until(c, third, { queuePosition: 2 });
  await a.end(first);
  await until(b, second, { state: "ready" });
  await until(c, third, { queuePosition: 1 });
});

it("moves everybody up when one leaves the queue, also one who only closed the page", async () => {
  const [holder, leaver, gone, last] = [someone(), someone(), someone(), someone()];
  const held = await begun(holder);
  await until(holder, held.id, { state: "ready" });
  const holderPage = await page(holder, held.id);
  const queued: SessionView[] = [];
  for (const who of [leaver, gone, last]) {
    queued.push(await begun(who));
    nowMs += 1000;
  }
  const [leaverId, goneId, lastId] = queued.map(({ id }) => id) as string[] as [string, string, string];
  const lastPage = await page(last, lastId);
  await leaver.end(leaverId);
  expect((await look(last, lastId)).queuePosition).toBe(2);
  nowMs += 3 * MINUTE;
  await until(last, lastId, { queuePosition: 1 });
  await until(gone, goneId, { state: "ended" });
  // Waiting costs no time of the session: it begins when the waiting ends.
  nowMs += 45 * MINUTE;
  await holder.end(held.id);
  await until(last, lastId, { state: "ready", endsAt: new Date(nowMs + 60 * MINUTE).toISOString() });
  holderPage.socket.close();
  lastPage.socket.close();
});

it("prepares a failed session once, however often Retry is pressed", async () => {
  await restartWith({ SLIPWAY_MAX_SANDBOXES: "3" });
  server.fakes.driver.control.failNextCreate = true;
  const me = someone();
  const { id } = await begun(me);
  await until(me, id, { state: "failed" });
  await Promise.all([1, 2, 3].map(() => post(me, `/api/sessions/${id}/retry`)));
  await until(me, id, { state: "ready" });
  expect(sandboxes()).toHaveLength(1);
});

it("ends a failed session for good, also when Retry comes at the same moment", async () => {
  server.fakes.driver.control.failNextCreate = true;
  const me = someone();
  const { id } = await begun(me);
  await until(me, id, { state: "failed" });
  await Promise.all([post(me, `/api/sessions/${id}/retry`), me.end(id)]);
  await until(me, id, { state: "ended" });
  await vi.waitFor(() => expect(sandboxes()).toEqual([]));
});

it("tells the open page when the time is over, and lets no page keep a session longer", async () => {
  const me = someone();
  const { id } = await begun(me);
  await until(me, id, { state: "ready" });
  const { told, closed } = await page(me, id);
  nowMs += 60 * MINUTE;
  expect(await closed).toBe(4404);
  expect(told.map((message) => message.type === "session" && message.session.state)).toContain("ending");
});

it("ends an idle session only when no page is open", async () => {
  await restartWith({ SLIPWAY_MAX_SANDBOXES: "2" });
  const [watched, left] = [someone(), someone()];
  const [kept, idle] = [await begun(watched), await begun(left)];
  await until(watched, kept.id, { state: "ready" });
  await until(left, idle.id, { state: "ready" });
  const { socket } = await page(watched, kept.id);
  nowMs += 31 * MINUTE;
  await until(left, idle.id, { state: "ended" });
  expect((await look(watched, kept.id)).state).toBe("ready");
  socket.close();
});

it("extends up to the longest life and says so at its limit", async () => {
  await restartWith({ SLIPWAY_MAX_SESSION_MINUTES: "90" });
  const me = someone();
  const { id } = await begun(me);
  await until(me, id, { state: "ready", canExtend: true });
  const answers = await Promise.all([1, 2].map(() => post(me, `/api/sessions/${id}/extend`)));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  const { endsAt, canExtend } = await look(me, id);
  expect([endsAt, canExtend]).toEqual([new Date(nowMs + 90 * MINUTE).toISOString(), false]);
});

it("leaves no node and no network of a session that ends while a node is being added", async () => {
  await restartWith({ SLIPWAY_MAX_SANDBOXES: "3" });
  const me = someone();
  const { id } = await begun(me);
  await until(me, id, { state: "ready" });
  const creating = hold("create");
  await post(me, `/api/sessions/${id}/nodes`);
  await vi.waitFor(() => expect(creating.called).toBe(1));
  await me.end(id);
  creating.release();
  await until(me, id, { state: "ended" });
  expect(sandboxes()).toEqual([]);
  expect([...server.fakes.driver.networks]).toEqual([]);
});

it("does not start again a node whose session ends while it restarts", async () => {
  const me = someone();
  const { id } = await begun(me);
  await until(me, id, { state: "ready" });
  const stopping = hold("stop");
  await post(me, `/api/sessions/${id}/nodes/node1/restart`);
  await vi.waitFor(() => expect(stopping.called).toBe(1));
  await me.end(id);
  expect(sandboxes()).toHaveLength(1);
  stopping.release();
  await until(me, id, { state: "ended" });
  expect(sandboxes()).toEqual([]);
});

it("refuses another node in a full pool and names what to do", async () => {
  const me = someone();
  const { id } = await begun(me);
  await until(me, id, { state: "ready" });
  const answer = await post(me, `/api/sessions/${id}/nodes`);
  expect([answer.status, await answer.json()]).toMatchObject([503, { code: "pool.full" }]);
  expect((await look(me, id)).nodes).toHaveLength(1);
});

it("ends sessions in time while the machines cannot be asked, and cleans up when they answer again", async () => {
  const me = someone();
  const { id } = await begun(me);
  await until(me, id, { state: "ready" });
  const { driver } = server.fakes;
  const { list, delete: remove } = driver;
  const away = async () => {
    throw new Error("away");
  };
  Object.assign(driver, { list: away, delete: away });
  nowMs += 60 * MINUTE;
  await until(me, id, { state: "ending" });
  Object.assign(driver, { list, delete: remove });
  await until(me, id, { state: "ended" });
  expect(sandboxes()).toEqual([]);
});
