import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { createAgentTransport, readAnswer } from "../../runtime/agent/agent-transport.ts";
import { runningPid } from "../../runtime/engine/daemon.ts";
import { type DataFolder, locateDataFolder } from "../../runtime/engine/data-folder.ts";
import { readInstallation } from "../../runtime/engine/installation-file.ts";
import { createIncusAdmin } from "../../runtime/incus/incus-admin.ts";
import type { SessionView } from "../../runtime/protocol/index.ts";
import { type BrowserLike, createBrowserLike } from "../support/browser-like.ts";
import { freePort } from "../support/server-process.ts";
import { runScript, type ScriptRun, temporaryFolder } from "../support/start-script.ts";

/** One copy of Slipway from its first start to its purge, by the scripts that a person runs. */
const folder = temporaryFolder("start");
let environment: Record<string, string>;
let data: DataFolder;
let slipway: ScriptRun;
let browser: BrowserLike;
let session: SessionView;

const WITHIN = { timeout: 60_000, interval: 100 };
const pidOf = (name: string) => runningPid(join(data.runFolder, `${name}.pid`));
const installation = () => {
  const found = readInstallation(data);
  if (!found) throw new Error("no installation");
  return found;
};

async function start(): Promise<void> {
  slipway = runScript("scripts/start.ts", [], { environment });
  await slipway.printed("Slipway is ready");
}

/** Processes whose command line holds these words, without children that such a one forked. */
function processesWith(words: string): number[] {
  const found = readdirSync("/proc").flatMap((name) => {
    try {
      if (!/^\d+$/.test(name) || !readFileSync(`/proc/${name}/cmdline`, "utf8").includes(words)) return [];
      const status = readFileSync(`/proc/${name}/status`, "utf8");
      return [{ pid: Number(name), parent: Number(/^PPid:\s*(\d+)/m.exec(status)?.[1]) }];
    } catch {
      return [];
    }
  });
  const pids = new Set(found.map(({ pid }) => pid));
  return found.filter(({ parent }) => !pids.has(parent)).map(({ pid }) => pid);
}

async function pingAgent(): Promise<number> {
  const transport = createAgentTransport(data.agentSocket);
  const answer = await transport.send("POST", "/rpc/ping", Buffer.from("{}"));
  return (JSON.parse(await readAnswer(answer)) as { pid: number }).pid;
}

beforeAll(async () => {
  environment = {
    SLIPWAY_DATA_DIR: folder.path,
    SLIPWAY_WARM: "0",
    HOST: "127.0.0.1",
    PORT: String(await freePort()),
  };
  data = locateDataFolder({ ...process.env, ...environment });
  browser = createBrowserLike(`http://localhost:${environment.PORT}`);
  await start();
});

afterAll(async () => {
  slipway?.signal("SIGKILL");
  await slipway?.exited;
  const purge = runScript("scripts/purge.ts", ["--yes"], { environment });
  await purge.exited;
  folder.remove();
});

it("a second start from the same folder is refused, and names the first", async () => {
  const second = runScript("scripts/start.ts", [], { environment: { ...environment, PORT: "0" } });
  expect(await second.exited).toBe(1);
  expect(second.output()).toContain(`process ${slipway.pid}, `);
  expect(second.output()).not.toContain("    at ");
});

it("a killed gate comes back and lets packages through, and only one of it runs", async () => {
  const old = pidOf("gate") ?? 0;
  process.kill(old, "SIGKILL");
  await vi.waitFor(() => expect(pidOf("gate") ?? old).not.toBe(old), WITHIN);
  const { gateway } = installation().networks.packages;
  const refusal = () => fetch(`http://${gateway}:3128/`, { signal: AbortSignal.timeout(5000) });
  await vi.waitFor(async () => expect((await refusal()).headers.get("server")).toMatch(/squid/), WITHIN);
  expect(processesWith(`/gate/${data.copyId}/squid.conf`)).toEqual([pidOf("gate")]);
});

it("a killed agent comes back and answers, and only one of it runs", async () => {
  const old = await pingAgent();
  process.kill(old, "SIGKILL");
  await vi.waitFor(async () => expect(await pingAgent()).not.toBe(old), WITHIN);
  expect(await pingAgent()).toBe(pidOf("agent"));
});

it("a killed resolver comes back", async () => {
  const { bridge, gateway } = installation().networks.none;
  const [old = 0] = processesWith(`--interface=${bridge}`);
  process.kill(old, "SIGKILL");
  await vi.waitFor(() => {
    const now = processesWith(`--interface=${bridge}`);
    expect(now).toHaveLength(1);
    expect(now).not.toContain(old);
  }, WITHIN);
  expect(processesWith(`--listen-address=${gateway}`)).toHaveLength(1);
});

it("Ctrl-C ends it with code 0; the next start finds the session, and replaces an agent that runs older code", async () => {
  session = await browser.start();
  slipway.signal("SIGINT");
  expect(await slipway.exited).toBe(0);
  expect(slipway.output()).toContain("Stopping the server");
  const old = await pingAgent();
  expect(old).toBe(pidOf("agent"));
  const pidFile = join(data.runFolder, "agent.pid");
  writeFileSync(pidFile, readFileSync(pidFile, "utf8").replace(/ \w+\n$/, " 0123456789ab\n"));
  await start();
  await vi.waitFor(async () => expect(await pingAgent()).toBe(pidOf("agent")), WITHIN);
  expect(pidOf("agent")).not.toBe(old);
  const found = (await (await browser.fetch(`/api/sessions/${session.id}`)).json()) as SessionView;
  expect(found).toMatchObject({ id: session.id, state: "ready" });
  expect(found.terminals.map(({ id }) => id)).toEqual(session.terminals.map(({ id }) => id));
});

it("purge says what it removes, and removes it all", async () => {
  const refused = runScript("scripts/purge.ts", ["--yes"], { environment });
  expect(await refused.exited).toBe(1);
  expect(refused.output()).toContain(`process ${slipway.pid}`);
  slipway.signal("SIGTERM");
  expect(await slipway.exited).toBe(0);
  const { incusSocket, project } = installation();

  const unsure = runScript("scripts/purge.ts", [], { environment, input: "n\n" });
  expect(await unsure.exited).toBe(0);
  expect(unsure.output()).toContain("Nothing was removed.");
  expect(pidOf("agent")).toBeDefined();

  const purge = runScript("scripts/purge.ts", ["--yes"], { environment });
  expect(await purge.exited).toBe(0);
  expect(purge.output()).toContain(data.path);
  expect(() => readdirSync(data.path)).toThrow();
  expect(() => readdirSync(data.runFolder)).toThrow();
  await vi.waitFor(() => expect(processesWith(data.copyId)).toEqual([]), WITHIN);
  const incus = createIncusAdmin({ socket: incusSocket });
  expect(await incus.find(`/1.0/projects/${project}`)).toBeUndefined();
  for (const kind of ["networks", "network-acls"])
    expect(JSON.stringify(await incus.call("GET", `/1.0/${kind}?recursion=1`))).not.toContain(data.copyId);
  await incus.dispose();
});
