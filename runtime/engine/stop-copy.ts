import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createIncusAdmin, type IncusAdmin } from "../incus/incus-admin.ts";
import type { Instance } from "../incus/incus-schemas.ts";
import { parseTemplate } from "../incus/own-templates.ts";
import { lockCopy } from "./copy-lock.ts";
import { stopDaemon } from "./daemon.ts";
import { type DataFolder, machine } from "./data-folder.ts";
import { bridgedCopies, chooseDeadCopies, folderExists, markedCopies, projectCopies } from "./dead-copies.ts";
import { findServingIncus, incusPids, startEmbeddedIncus } from "./embedded-incus.ts";
import { withMachineLock } from "./machine-lock.ts";
import { type Keep, planStop } from "./plan-stop.ts";
import {
  removeCopyFromIncus,
  removeCopyFromMachine,
  removeDeadCopies,
  removeProject,
} from "./remove-copy.ts";
import { runCommand } from "./run-command.ts";
import { mountPool } from "./storage-pool.ts";

export interface StopOptions {
  keep: Keep;
  onProgress?: (line: string) => void;
}

/** Other copies of this person that have things on this machine, by their ids. One whose data folder is gone counts no more. */
export function otherCopies(own: string): string[] {
  const known = markedCopies();
  const dead = new Set(chooseDeadCopies({ own, known, exists: folderExists }));
  return known.map(({ copyId }) => copyId).filter((copyId) => copyId !== own && !dead.has(copyId));
}

/** What was set up for labs and what was kept of runs, once it is whole. It has no network, so bridges can go from under it. */
const isState = (instance: Instance) => parseTemplate(instance) !== undefined;

/**
 * Ends everything of this copy that runs: daemons, sandboxes, bridges; and the engine when no other copy runs on it. Works as
 * well when all of it was killed before: the engine is started for the time that removing takes. Rejects with setup.running
 * while a server of this copy runs, and with setup.failed.
 */
export async function stopCopy(data: DataFolder, { keep, onProgress }: StopOptions): Promise<void> {
  const say = onProgress ?? (() => undefined);
  const lock = await lockCopy(data);
  try {
    await withMachineLock(async () => {
      const { copyId: own } = data;
      await removeCopyFromMachine(own, say);
      const marked = otherCopies(own);
      let plan = planStop({ own, keep, marked, projects: [], bridged: [] });
      const socket = (await findServingIncus()) ?? (await wakeEngine(say));
      if (socket) {
        const incus = createIncusAdmin({ socket });
        try {
          await removeCopyFromIncus(incus, own, say, keep === "states" ? isState : undefined);
          await removeDeadCopies(incus, own, say);
          const projects = (await projectCopies(incus)).map(({ copyId }) => copyId);
          plan = planStop({ own, keep, marked, projects, bridged: await bridgedCopies(incus) });
          if (plan.removeShared) await removeShared(incus, say);
        } finally {
          await incus.dispose();
        }
      }
      if (plan.keepMark) say("what labs have kept stays for the next start");
      else rmSync(join(machine.copies, own), { force: true });
      if (plan.running.length > 0) say(`the engine stays: ${plan.running.length} other copies use it`);
      else await stopEngine(say);
      if (!plan.removeShared) return;
      say(`removing ${machine.root}`);
      rmSync(machine.root, { recursive: true, force: true });
      rmSync(machine.run, { recursive: true, force: true });
    });
  } finally {
    lock.release();
  }
}

/** Starts an embedded engine that has been here and is down, as only it can remove its bridges and rules. */
async function wakeEngine(say: (line: string) => void): Promise<string | undefined> {
  if (!existsSync(join(machine.incusFolder, "database"))) return undefined;
  say("starting the engine, which was down, to remove what is in it");
  await mountPool();
  return startEmbeddedIncus();
}

async function removeShared(incus: IncusAdmin, say: (line: string) => void): Promise<void> {
  await removeProject(incus, machine.sharedProject, say);
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
