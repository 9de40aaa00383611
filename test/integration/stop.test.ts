import { existsSync } from "node:fs";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { type DataFolder, locateDataFolder, machine } from "../../runtime/engine/data-folder.ts";
import { readInstallation } from "../../runtime/engine/installation-file.ts";
import { stopCopy } from "../../runtime/engine/stop-copy.ts";
import { createIncusAdmin, type IncusAdmin } from "../../runtime/incus/incus-admin.ts";
import { createIncusDriver } from "../../runtime/incus/incus-driver.ts";
import type { SessionId, SessionView } from "../../runtime/protocol/index.ts";
import type { SandboxDriver } from "../../runtime/sandboxes/sandbox-driver.ts";
import { type BrowserLike, createBrowserLike } from "../support/browser-like.ts";
import { createLabLearner, type LabLearner } from "../support/lab-learner.ts";
import { writeLabs } from "../support/lab-world.ts";
import { runInSandbox } from "../support/run-in-sandbox.ts";
import { freePort } from "../support/server-process.ts";
import { runScript, type ScriptRun, temporaryFolder } from "../support/start-script.ts";

/** A copy of its own that is started, stopped and started again, with a lab whose learner goes on with it. */
const LAB = {
  "small/lab.md": `---
title: A lab with a set-up
summary: For a test.
level: beginner
minutes: 5
goals: [To be tested]
setup:
  - date +%s%N > /root/set-up
---
Begin.
`,
  "small/steps/01-first.md": "---\ntitle: The first step\n---\nText.\n",
  "small/steps/02-second.md": "---\ntitle: The second step\n---\nText.\n",
};

const labs = temporaryFolder("stop-labs");
const folder = temporaryFolder("stop");
let environment: Record<string, string>;
let data: DataFolder;
let slipway: ScriptRun;
let incus: IncusAdmin;
let driver: SandboxDriver;
let browser: BrowserLike;
let learner: LabLearner;

const installation = () => {
  const found = readInstallation(data);
  if (!found) throw new Error("no installation");
  return found;
};
const someone = () => createLabLearner(createBrowserLike(`http://localhost:${environment.PORT}`), 90_000);

async function start(): Promise<void> {
  slipway = runScript("scripts/start.ts", [], { environment });
  await slipway.printed("Slipway is ready");
}
async function endServer(): Promise<void> {
  slipway.signal("SIGINT");
  expect(await slipway.exited).toBe(0);
}

async function inside({ ask }: LabLearner, id: SessionId, script: string): Promise<string> {
  const sandboxId = (await ask<SessionView>(`/api/sessions/${id}`)).nodes[0]?.sandboxId;
  if (!sandboxId) throw new Error("no node1");
  return (await runInSandbox(driver, sandboxId, script)).output.trim();
}
const atStep = ({ run }: LabLearner, id: SessionId, index: number) =>
  vi.waitFor(
    async () => {
      const { current, steps, busy } = await run(id);
      expect({ current, busy, kept: steps[index]?.canRestore }).toEqual({
        current: index,
        busy: null,
        kept: true,
      });
    },
    { timeout: 90_000 },
  );

/** Names of what this copy has in Incus. */
async function inIncus(kind: "instances" | "networks" | "network-acls"): Promise<string[]> {
  const query = kind === "instances" ? `?project=${installation().project}` : "";
  const urls = (await incus.call("GET", `/1.0/${kind}${query}`)) as string[];
  const names = urls.map((url) => url.split("/").pop()?.split("?")[0] ?? "");
  return kind === "instances" ? names : names.filter((name) => name.includes(data.copyId));
}
/** A run that is kept, and a lab that is set up. */
const KEPT = ["run-run-", "tpl-lab-"];
const kinds = async () => (await inIncus("instances")).map((name) => name.slice(0, 8)).sort();
const mark = () => existsSync(join(machine.copies, data.copyId));

beforeAll(async () => {
  writeLabs(labs.path, LAB);
  environment = {
    SLIPWAY_DATA_DIR: folder.path,
    SLIPWAY_LABS_DIR: labs.path,
    SLIPWAY_WARM: "0",
    HOST: "127.0.0.1",
    PORT: String(await freePort()),
  };
  data = locateDataFolder({ ...process.env, ...environment });
  await start();
  incus = createIncusAdmin({ socket: installation().incusSocket });
  driver = createIncusDriver({ installation, log: pino({ level: "silent" }) });
  learner = someone();
  browser = learner.browser;
});

afterAll(async () => {
  slipway?.signal("SIGKILL");
  await slipway?.exited;
  driver?.dispose();
  await incus?.dispose();
  await stopCopy(data, { keep: "shared" });
  folder.remove();
  labs.remove();
});

it("a stop ends all that runs and keeps what labs go on with; their learners go on after the next start", async () => {
  const first = await learner.begin();
  const setUpAt = await inside(learner, first, "cat /root/set-up");
  await learner.post(first, "enter", { index: 1 });
  await atStep(learner, first, 1);
  await inside(learner, first, "echo mine > /root/mine");
  await learner.end(first);
  await vi.waitFor(async () => expect(await kinds()).toEqual(KEPT), { timeout: 90_000 });
  await browser.start();
  await endServer();
  expect(await inIncus("instances")).toHaveLength(3);
  expect(await inIncus("networks")).toHaveLength(3);

  const stop = runScript("scripts/stop.ts", [], { environment });
  expect(await stop.exited, stop.output()).toBe(0);
  expect(await kinds()).toEqual(KEPT);
  expect(await inIncus("networks")).toEqual([]);
  expect(await inIncus("network-acls")).toEqual([]);
  expect(existsSync(data.runFolder)).toBe(false);
  expect(mark()).toBe(true);

  await start();
  const again = await learner.start();
  await atStep(learner, again, 1);
  expect(await inside(learner, again, "cat /root/mine /root/set-up")).toBe(`mine\n${setUpAt}`);
  const other = someone();
  expect(await inside(other, await other.begin(), "cat /root/set-up")).toBe(setUpAt);
  await endServer();
});

it("a copy that is to go leaves nothing behind but what all share", async () => {
  expect(await inIncus("instances")).not.toEqual([]);
  await stopCopy(data, { keep: "shared" });
  expect(await incus.find(`/1.0/projects/${installation().project}`)).toBeUndefined();
  expect(await inIncus("networks")).toEqual([]);
  expect(await inIncus("network-acls")).toEqual([]);
  expect(mark()).toBe(false);
  const { sharedProject, template } = installation();
  expect(await incus.find(`/1.0/instances/${template}?project=${sharedProject}`)).toBeDefined();
});
