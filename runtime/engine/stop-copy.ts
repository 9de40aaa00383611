import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { createIncusAdmin, type IncusAdmin } from "../incus/incus-admin.ts";
import { stopDaemon } from "./daemon.ts";
import { type DataFolder, machine, projectOf } from "./data-folder.ts";
import { findServingIncus, incusPids } from "./embedded-incus.ts";
import { withMachineLock } from "./machine-lock.ts";
import { bridgeOf } from "./networks.ts";
import { runCommand } from "./run-command.ts";

const Names = z.array(z.string());
const lastPart = (url: string) => url.split("/").pop()?.split("?")[0] ?? "";

export interface StopOptions {
  /** true: the pool, images and templates stay on disk for the next start. false: they go when no other copy uses them. */
  keepShared: boolean;
  onProgress?: (line: string) => void;
}

/** Copies that use the engine on this machine, by their ids. One whose data folder is gone counts no more. */
export function copiesInUse(): string[] {
  if (!existsSync(machine.copies)) return [];
  return readdirSync(machine.copies).filter((copyId) =>
    existsSync(readFileSync(join(machine.copies, copyId), "utf8").trim()),
  );
}

/** Ends everything of this copy that runs: daemons, sandboxes, bridges; and the engine when nobody else uses it. */
export async function stopCopy(data: DataFolder, options: StopOptions = { keepShared: true }): Promise<void> {
  const say = options.onProgress ?? (() => undefined);
  await withMachineLock(async () => {
    for (const name of existsSync(data.runFolder) ? readdirSync(data.runFolder) : []) {
      if (!name.endsWith(".pid")) continue;
      say(`ending ${name.slice(0, -4)}`);
      await stopDaemon(join(data.runFolder, name));
    }
    const others = copiesInUse().filter((copyId) => copyId !== data.copyId);
    const socket = await findServingIncus();
    if (socket) {
      const incus = createIncusAdmin({ socket });
      try {
        await removeOurs(incus, data.copyId, say);
        if (others.length === 0 && !options.keepShared) await removeShared(incus, say);
      } finally {
        await incus.dispose();
      }
    }
    rmSync(data.runFolder, { recursive: true, force: true });
    rmSync(join(machine.copies, data.copyId), { force: true });
    rmSync(join(machine.root, "gate", data.copyId), { recursive: true, force: true });
    if (others.length > 0) return say(`the engine stays: ${others.length} other copies use it`);
    await stopEngine(say);
  });
  if (!options.keepShared && copiesInUse().length === 0) {
    say(`removing ${machine.root}`);
    rmSync(machine.root, { recursive: true, force: true });
  }
}

async function removeOurs(incus: IncusAdmin, copyId: string, say: (line: string) => void): Promise<void> {
  const project = projectOf(copyId);
  if (await incus.find(`/1.0/projects/${project}`)) {
    await removeInstances(incus, project, say);
    await removeImages(incus, project);
    await incus.call("DELETE", `/1.0/projects/${project}`);
  }
  const networks = Names.parse(await incus.call("GET", "/1.0/networks")).map(lastPart);
  for (const name of networks.filter((network) => network.startsWith(`sw${copyId}`))) {
    say(`removing bridge ${name}`);
    await incus.call("DELETE", `/1.0/networks/${name}`);
  }
  for (const egress of ["packages", "none", "open"] as const) {
    const acl = `/1.0/network-acls/${bridgeOf(copyId, egress)}`;
    if (await incus.find(acl)) await incus.call("DELETE", acl);
  }
}

async function removeInstances(
  incus: IncusAdmin,
  project: string,
  say: (line: string) => void,
): Promise<void> {
  const names = Names.parse(await incus.call("GET", `/1.0/instances?project=${project}`)).map(lastPart);
  for (const name of names) {
    say(`removing ${name}`);
    const path = `/1.0/instances/${name}`;
    const stop = { action: "stop", force: true };
    await incus.call("PUT", `${path}/state?project=${project}`, stop).catch(() => undefined);
    await incus.call("DELETE", `${path}?project=${project}`);
  }
}

async function removeImages(incus: IncusAdmin, project: string): Promise<void> {
  for (const url of Names.parse(await incus.call("GET", `/1.0/images?project=${project}`))) {
    await incus.call("DELETE", `/1.0/images/${lastPart(url)}?project=${project}`);
  }
}

async function removeShared(incus: IncusAdmin, say: (line: string) => void): Promise<void> {
  if (await incus.find(`/1.0/projects/${machine.sharedProject}`)) {
    await removeInstances(incus, machine.sharedProject, say);
    await removeImages(incus, machine.sharedProject);
    await incus.call("DELETE", `/1.0/projects/${machine.sharedProject}`);
  }
  const pool = `/1.0/storage-pools/${machine.storagePool}`;
  if (await incus.find(pool)) await incus.call("DELETE", pool);
}

/** Only what we started: an Incus of the machine's own is left running. */
async function stopEngine(say: (line: string) => void): Promise<void> {
  say("stopping the engine");
  await stopDaemon(incusPids.incusd, 30_000);
  await stopDaemon(incusPids.lxcfs);
  for (const path of mountsBelow(machine.root)) {
    await runCommand("umount", [path]).catch(() => runCommand("umount", ["-l", path]).catch(() => undefined));
  }
}

/** Deepest first, so that each can be unmounted in turn. */
function mountsBelow(folder: string): string[] {
  const points = readFileSync("/proc/self/mounts", "utf8")
    .split("\n")
    .flatMap((line) => line.split(" ")[1] ?? []);
  return points.filter((path) => path.startsWith(`${folder}/`)).sort((a, b) => b.length - a.length);
}
