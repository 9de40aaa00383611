import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  gateFolderOf,
  gateServiceOf,
  locateDataFolder,
  machine,
  projectOf,
  runFolderOf,
  shelfBuilderOf,
} from "../../runtime/engine/data-folder.ts";
import { readInstallation } from "../../runtime/engine/installation-file.ts";
import { withMachineLock } from "../../runtime/engine/machine-lock.ts";
import {
  removeCopyFromIncus,
  removeCopyFromMachine,
  removeDeadCopies,
} from "../../runtime/engine/remove-copy.ts";
import { createIncusAdmin, type IncusAdmin } from "../../runtime/incus/incus-admin.ts";
import { temporaryFolder } from "../support/start-script.ts";

/** Made up: two copies with all that a copy has, one of which lost its data folder, and one of which only a builder is left. */
const dead = "dead0001";
const forgotten = "10570001";
const alive = "a11fe001";
const own = locateDataFolder();
const folder = temporaryFolder("alive");
let incus: IncusAdmin;
let daemon: ChildProcess;

const bridges: Record<string, string> = { [dead]: "swndead00000001", [alive]: "swna11fe0000001" };

const sharedMemoryOf = (copyId: string) => `/dev/shm/${gateServiceOf(copyId)}-cf__metadata.shm`;

/** As a stop leaves it. */
const STATE = Object.fromEntries(
  Object.entries({
    kind: "template",
    created: "7",
    node: "node1",
    egress: "none",
    template: "base",
    gateway: "198.18.0.1",
  }).map(([key, value]) => [`user.slipway.${key}`, value]),
);

const makeInstance = (name: string, project: string, config: Record<string, string> = {}) =>
  incus.call("POST", `/1.0/instances?project=${project}`, {
    name,
    type: "container",
    profiles: [],
    source: { type: "none" },
    config,
    devices: { root: { type: "disk", path: "/", pool: machine.storagePool } },
  });

async function make(copyId: string, path: string, octet: number): Promise<void> {
  await incus.call("POST", "/1.0/projects", {
    name: projectOf(copyId),
    config: { "features.networks": "false", "user.slipway.data": path },
  });
  await incus.call("POST", "/1.0/network-acls", { name: `swp-${copyId}`, egress: [], ingress: [] });
  await incus.call("POST", "/1.0/network-acls", { name: `sw${copyId}p`, egress: [], ingress: [] });
  const shared = { "ipv6.address": "none", "ipv4.dhcp": "false", "dns.mode": "none" };
  await incus.call("POST", "/1.0/networks", {
    name: `sw${copyId}p`,
    type: "bridge",
    config: { ...shared, "ipv4.address": `198.19.254.${octet}/30`, "security.acls": `sw${copyId}p` },
  });
  await incus.call("POST", "/1.0/networks", {
    name: bridges[copyId],
    type: "bridge",
    config: {
      ...shared,
      "ipv4.address": "none",
      "security.acls": `swp-${copyId}`,
      "user.slipway.copy": copyId,
    },
  });
  await makeInstance("left-behind", projectOf(copyId));
  await makeInstance("run-kept-a", projectOf(copyId), STATE);
  for (const made of [runFolderOf(copyId), gateFolderOf(copyId)]) mkdirSync(made, { recursive: true });
  writeFileSync(sharedMemoryOf(copyId), "");
}

const everything = async () =>
  JSON.stringify([
    await incus.call("GET", "/1.0/projects"),
    await incus.call("GET", "/1.0/networks?recursion=1"),
    await incus.call("GET", "/1.0/network-acls"),
  ]);

beforeAll(async () => {
  const installation = readInstallation(own);
  if (!installation) throw new Error("set-up has not run");
  incus = createIncusAdmin({ socket: installation.incusSocket });
  await make(dead, "/nonexistent/deleted-clone", 1);
  await make(alive, folder.path, 5);
  for (const copyId of [alive, forgotten]) await makeInstance(shelfBuilderOf(copyId), machine.sharedProject);
  daemon = spawn("sleep", ["1000"], { stdio: "ignore" });
  const startTime = readFileSync(`/proc/${daemon.pid}/stat`, "utf8").split(") ")[1]?.split(" ")[19];
  writeFileSync(join(runFolderOf(dead), "gate.pid"), `${daemon.pid} ${startTime} 0\n`);
});

afterAll(async () => {
  daemon?.kill("SIGKILL");
  const quiet = () => undefined;
  for (const copyId of [dead, alive, forgotten]) {
    await removeCopyFromMachine(copyId, quiet);
    await removeCopyFromIncus(incus, copyId, quiet);
  }
  await incus.dispose();
  folder.remove();
});

it("removes a copy whose data folder is gone, whole, and leaves the others alone", async () => {
  const ended = once(daemon, "exit");
  const removed = await withMachineLock(() => removeDeadCopies(incus, own.copyId, () => undefined));
  expect(removed).toContain(dead);
  expect(removed).not.toContain(alive);
  await ended;
  expect(existsSync(runFolderOf(dead))).toBe(false);
  expect(existsSync(gateFolderOf(dead))).toBe(false);
  expect([dead, alive].map(sharedMemoryOf).map(existsSync)).toEqual([false, true]);
  const left = await everything();
  expect(left).not.toContain(dead);
  expect(left).not.toContain("swndead");
  for (const name of [projectOf(alive), `swp-${alive}`, `sw${alive}p`, "swna11fe"])
    expect(left).toContain(name);
  for (const name of ["left-behind", "run-kept-a"])
    expect(await incus.find(`/1.0/instances/${name}?project=${projectOf(alive)}`)).toBeDefined();
  const builder = (copyId: string) =>
    incus.find(`/1.0/instances/${shelfBuilderOf(copyId)}?project=${machine.sharedProject}`);
  expect(await builder(forgotten)).toBeUndefined();
  expect(await builder(alive)).toBeDefined();
});
