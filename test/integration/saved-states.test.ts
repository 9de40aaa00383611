import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, afterEach, expect, it } from "vitest";
import { newSandboxId, newSessionId } from "../../runtime/common/ids.ts";
import { Installation } from "../../runtime/engine/installation.ts";
import { createIncusClient } from "../../runtime/incus/incus-client.ts";
import { createIncusDriver } from "../../runtime/incus/incus-driver.ts";
import type { SandboxId, SessionId } from "../../runtime/protocol/index.ts";
import {
  noteRunningContainers,
  restoreCheckpoint,
  startNotedContainers,
  takeCheckpoint,
} from "../../runtime/sandboxes/checkpoints.ts";
import type { CreateSandbox } from "../../runtime/sandboxes/sandbox-driver.ts";
import { runInSandbox } from "../support/run-in-sandbox.ts";

const MIB = 2 ** 20;
const LIMITS = { memoryBytes: 1024 * MIB, cpuCores: 1, processes: 500, diskBytes: 300 * MIB };

const file = join(process.env.SLIPWAY_DATA_DIR ?? ".slipway", "installation.json");
const installation = Installation.parse(JSON.parse(readFileSync(file, "utf8")));
const driver = createIncusDriver({ installation: () => installation, log: pino({ level: "silent" }) });
const made = new Set<SandboxId>();
const templates = new Set<string>();
const networks = new Set<SessionId>();

const create = async (change: Partial<CreateSandbox> = {}): Promise<SandboxId> => {
  const sandboxId = newSandboxId();
  made.add(sandboxId);
  await driver.create({ sandboxId, node: "node1", egress: "none", limits: LIMITS, warm: false, ...change });
  return sandboxId;
};
const templateName = (): string => {
  const name = `tpl-${newSandboxId().replace("_", "-")}`;
  templates.add(name);
  return name;
};
const output = async (sandboxId: SandboxId, script: string): Promise<string> => {
  const ended = await runInSandbox(driver, sandboxId, script);
  expect(ended).toMatchObject({ status: 0 });
  return ended.output.trim();
};
const UNTIL_ENGINE = "until docker info >/dev/null 2>&1; do sleep 0.2; done";

afterEach(async () => {
  await Promise.all([...made].map((sandboxId) => driver.delete(sandboxId)));
  for (const name of templates) await driver.deleteTemplate(name);
  for (const sessionId of networks) await driver.removeNetwork(sessionId);
  for (const set of [made, templates, networks]) set.clear();
});
afterAll(() => driver.dispose());

const LIST = "docker ps -a --format '{{.Names}} {{.State}}' | sort";
const RUN = `${UNTIL_ENGINE}
docker network create own >/dev/null
docker run -d --name first --network own busybox sh -c 'date > /born; exec sleep 1000' >/dev/null
docker run -d --name beside --network container:first busybox sleep 1000 >/dev/null
docker run --name ended busybox true
docker volume create kept >/dev/null
until docker exec first cat /born; do sleep 0.1; done`;

it("has containers as they were after a restore, and in a clone of a template, whose engine is another", async () => {
  const id = await create();
  const born = (await output(id, RUN)).split("\n").at(-1);
  const engine = await output(id, "docker info -f '{{.ID}}'");
  await takeCheckpoint(driver, id, "step-1");
  await output(
    id,
    "docker rm -f first beside ended; docker network rm own; docker volume rm kept; docker rmi -f busybox",
  );

  expect(await restoreCheckpoint(driver, id, "step-1")).toEqual({ engineAnswers: true, notStarted: [] });
  const asBefore = ["beside running", "ended exited", "first running"];
  expect((await output(id, LIST)).split("\n")).toEqual(asBefore);
  expect(
    await output(id, "docker volume inspect -f '{{.Name}}' kept; docker exec first ip addr show eth0"),
  ).toMatch(/^kept\n(.|\n)*inet /);

  // What is paused cannot be killed, and must not keep the sandbox from stopping.
  await output(id, "docker pause first");
  expect(await restoreCheckpoint(driver, id, "step-1")).toEqual({ engineAnswers: true, notStarted: [] });
  expect((await output(id, LIST)).split("\n")).toEqual(asBefore);

  const name = templateName();
  expect(await noteRunningContainers(driver, id)).toBe(true);
  await driver.saveTemplate(id, name);
  const clone = await create({ template: name });
  expect(await startNotedContainers(driver, clone)).toEqual({ engineAnswers: true, notStarted: [] });
  expect((await output(clone, LIST)).split("\n")).toEqual(asBefore);
  expect(await output(clone, "docker info -f '{{.ID}}'")).not.toBe(engine);
  expect(born).toMatch(/\d\d:\d\d:\d\d/);
});

it("says that the engine does not answer where the learner has switched it off", async () => {
  const id = await create();
  await output(id, `${UNTIL_ENGINE}; systemctl disable docker`);
  await takeCheckpoint(driver, id, "step-1");
  expect(await restoreCheckpoint(driver, id, "step-1")).toEqual({ engineAnswers: false, notStarted: [] });
});

it("holds what is restored, and what is cloned, to the disk that it may use", async () => {
  const FILL =
    "dd if=/dev/zero of=/root/big bs=1M count=400 2>&1 | head -1; stat -c %s /root/big; rm /root/big";
  const full = async (id: SandboxId) => {
    const [why, bytes] = (await output(id, FILL)).split("\n");
    expect(why).toMatch(/quota exceeded|no space left/i);
    expect(Number(bytes)).toBeLessThan(LIMITS.diskBytes);
    expect((await driver.usage(id)).diskLimitBytes).toBe(LIMITS.diskBytes);
  };
  const id = await create();
  await driver.snapshot(id, "step-1");
  await driver.restore(id, "step-1");
  await full(id);
  const name = templateName();
  await driver.saveTemplate(id, name, "step-1");
  const clone = await create({ template: name });
  await full(clone);
});

it("knows the nodes that joined after the snapshot", async () => {
  const sessionId = newSessionId();
  networks.add(sessionId);
  const [one, two] = [await create({ sessionId }), await create({ sessionId, node: "node2" })];
  await driver.snapshot(one, "step-1");
  await driver.connectNodes(sessionId, [
    { node: "node1", sandboxId: one },
    { node: "node2", sandboxId: two },
  ]);
  await driver.restore(one, "step-1");
  expect(await output(one, "getent hosts node2; ping -c 1 -W 5 node2 >/dev/null && echo reached")).toMatch(
    new RegExp(`^${driver.privateAddress("node2")}\\s+node2\nreached$`),
  );
});

it("settles a clone on another network than its template was saved on", async () => {
  const id = await create();
  await output(id, `${UNTIL_ENGINE}; echo '10.1.2.3 mine.example' >> /etc/hosts`);
  const name = templateName();
  await driver.saveTemplate(id, name);
  const clone = await create({ template: name, egress: "packages" });
  const { gateway } = installation.networks.packages;
  const seen = await output(
    clone,
    `${UNTIL_ENGINE}; ip route show default; grep registry-mirrors /etc/docker/daemon.json; getent hosts registry mine.example`,
  );
  expect(seen.split("\n")).toEqual([
    expect.stringContaining(`via ${gateway} `),
    expect.stringContaining(`//${gateway}:`),
    expect.stringMatching(new RegExp(`^${gateway}\\s+registry$`)),
    expect.stringMatching(/^10\.1\.2\.3\s+mine\.example$/),
  ]);
});

it("removes what a process that was killed left half made, and never lists it", async () => {
  const id = await create();
  const [left, whole] = [templateName(), templateName()];
  await driver.saveTemplate(id, left);
  const client = createIncusClient({ socketPath: installation.incusSocket, project: installation.project });
  await client.run("POST", `/instances/${left}`, { body: { name: `new-${left}` } });
  const names = async () => (await driver.listTemplates()).map(({ name }) => name);
  expect(await names()).not.toContain(`new-${left}`);
  await driver.saveTemplate(id, whole);
  expect(await names()).toContain(whole);
  await expect(client.run("GET", `/instances/new-${left}`)).rejects.toMatchObject({
    code: "sandbox.not-found",
  });
  client.dispose();
});
