import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { SessionView } from "../../runtime/protocol/index.ts";
import type { SandboxRecord } from "../../runtime/sandboxes/sandbox-driver.ts";
import { type BrowserLike, createBrowserLike } from "../support/browser-like.ts";

let dataDir: string;
let running: ChildProcess[] = [];
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "slipway-killed-"));
});
afterEach(async () => {
  for (const child of running) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill("SIGKILL");
    await once(child, "exit");
  }
  running = [];
  rmSync(dataDir, { recursive: true, force: true });
});

const machines = () => join(dataDir, "machines.json");
const sandboxes = () => JSON.parse(readFileSync(machines(), "utf8")) as SandboxRecord[];

async function startServer(environment: Record<string, string> = {}) {
  const script = new URL("../support/mortal-server.ts", import.meta.url).pathname;
  const child = spawn(process.execPath, [script], {
    env: { ...process.env, DATA_DIR: dataDir, MACHINES: machines(), ...environment },
    stdio: ["ignore", "pipe", "inherit"],
  });
  running.push(child);
  const died = once(child, "exit").then(([, signal]) => signal as string | null);
  const first = once(createInterface({ input: child.stdout as NodeJS.ReadableStream }), "line");
  const url = await Promise.race([
    first.then(([line]) => String(line)),
    died.then((signal) => {
      throw new Error(`the server ended before it listened (${signal})`);
    }),
  ]);
  return { url, died };
}

const mine = async (me: BrowserLike) => (await (await me.fetch("/api/sessions")).json()) as SessionView[];
const post = { method: "POST", headers: { "content-type": "application/json" }, body: "{}" };

/** Every sandbox belongs to a session that is ready, or waits in the warm pool. */
async function expectNoneLeaked(me: BrowserLike, warm: number) {
  await vi.waitFor(
    async () => {
      const sessions = await mine(me);
      expect(sessions.map(({ state }) => state)).toEqual(sessions.map(() => "ready"));
      const owned = sessions.flatMap(({ nodes }) => nodes.map((node) => node.sandboxId));
      const claimed = sandboxes().filter(({ labels }) => !labels.warm);
      expect(claimed.map(({ labels }) => labels.sandboxId).sort()).toEqual(owned.sort());
      expect(sandboxes().length - claimed.length).toBe(warm);
    },
    { timeout: 15_000 },
  );
}

async function reborn(me: BrowserLike, environment: Record<string, string> = {}): Promise<BrowserLike> {
  const { url } = await startServer(environment);
  return Object.assign(createBrowserLike(url), { cookie: me.cookie });
}

it.each(["driver.create after", "agent.openTerminal after"])(
  "killed at %s of a cold Start, it loses no session it told of and leaks no sandbox",
  async (moment) => {
    const first = await startServer({ KILL_AT: moment });
    const me = createBrowserLike(first.url);
    await me.fetch("/api/sessions");
    const answer = await me.fetch("/api/sessions", post).catch(() => undefined);
    const told = answer?.ok ? ((await answer.json()) as SessionView).id : undefined;
    expect(await first.died).toBe("SIGKILL");
    const again = await reborn(me);
    await expectNoneLeaked(again, 0);
    const ids = (await mine(again)).map(({ id }) => id);
    if (told) expect(ids).toContain(told);
    expect(ids.length).toBeLessThanOrEqual(1);
  },
);

it.each(["driver.claim before", "driver.claim after"])(
  "killed at %s of a warm Start, it loses no session it told of and leaks no sandbox",
  async (moment) => {
    const before = await startServer({ WARM: "1" });
    const me = createBrowserLike(before.url);
    await vi.waitFor(() => expect(sandboxes()[0]?.status).toBe("frozen"));
    running[0]?.kill("SIGKILL");
    await before.died;
    const first = await startServer({ WARM: "1", KILL_AT: moment });
    const early = createBrowserLike(first.url);
    await early.fetch("/api/sessions");
    const answer = await early.fetch("/api/sessions", post).catch(() => undefined);
    const told = answer?.ok ? ((await answer.json()) as SessionView).id : undefined;
    expect(await first.died).toBe("SIGKILL");
    me.cookie = early.cookie;
    const again = await reborn(me, { WARM: "1" });
    await expectNoneLeaked(again, 1);
    if (told) expect((await mine(again)).map(({ id }) => id)).toContain(told);
  },
);

it("killed in the middle of an end, it ends the session after all", async () => {
  const first = await startServer({ KILL_AT: "driver.delete after" });
  const me = createBrowserLike(first.url);
  const { id } = await me.start();
  await me.end(id).catch(() => undefined);
  expect(await first.died).toBe("SIGKILL");
  const again = await reborn(me);
  await vi.waitFor(async () => {
    const { state } = (await (await again.fetch(`/api/sessions/${id}`)).json()) as SessionView;
    expect(state).toBe("ended");
  });
  expect(sandboxes()).toEqual([]);
});

it("a second server of the same data folder is refused: it would take the first one's sandboxes for orphans", async () => {
  await startServer();
  await expect(startServer()).rejects.toThrow(/ended before it listened/);
});
