import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { removeInstance } from "../image/template.ts";
import type { IncusAdmin } from "../incus/incus-admin.ts";
import { Instance } from "../incus/incus-schemas.ts";
import { stopDaemon } from "./daemon.ts";
import {
  gateFolderOf,
  gateServiceOf,
  machine,
  projectOf,
  runFolderOf,
  shelfBuilderOf,
} from "./data-folder.ts";
import {
  chooseDeadCopies,
  copyOf,
  folderExists,
  listOwned,
  markedCopies,
  projectCopies,
} from "./dead-copies.ts";

const SHARED_MEMORY = "/dev/shm";
const Names = z.array(z.string());
const lastPart = (url: string) => url.split("/").pop()?.split("?")[0] ?? "";

type Say = (line: string) => void;
/** Of what is in a project, what is to stay. */
type Stays = (instance: Instance) => boolean;
const nothingStays: Stays = () => false;

/** Ends the daemons whose pid files lie in a copy's run folder, then removes it and all else the copy has outside of its data folder. */
export async function removeCopyFromMachine(copyId: string, say: Say): Promise<void> {
  const folder = runFolderOf(copyId);
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".pid")) : [];
  await Promise.all(
    names.map(async (name) => {
      say(`ending ${name.slice(0, -4)}`);
      await stopDaemon(join(folder, name));
    }),
  );
  rmSync(folder, { recursive: true, force: true });
  rmSync(gateFolderOf(copyId), { recursive: true, force: true });
  // What a gate that was killed shared with nobody.
  const shared = existsSync(SHARED_MEMORY) ? readdirSync(SHARED_MEMORY) : [];
  for (const name of shared.filter((name) => name.startsWith(`${gateServiceOf(copyId)}-`)))
    rmSync(join(SHARED_MEMORY, name), { force: true });
}

/** Removes a project of ours with all that is in it; with instances that stay, it stays for them. */
export async function removeProject(
  incus: IncusAdmin,
  project: string,
  say: Say,
  stays = nothingStays,
): Promise<void> {
  if (!(await incus.find(`/1.0/projects/${project}`))) return;
  const all = z
    .array(Instance)
    .parse(await incus.call("GET", `/1.0/instances?project=${project}&recursion=1`));
  const going = all.filter((instance) => !stays(instance));
  await Promise.all(
    going.map(async ({ name }) => {
      say(`removing ${name}`);
      await removeInstance(incus, name, project);
    }),
  );
  for (const url of Names.parse(await incus.call("GET", `/1.0/images?project=${project}`)))
    await incus.call("DELETE", `/1.0/images/${lastPart(url)}?project=${project}`);
  if (going.length === all.length) await incus.call("DELETE", `/1.0/projects/${project}`);
}

/** Removes what a copy has in Incus: sandboxes, then the bridges they were on, then the rules of those bridges. */
export async function removeCopyFromIncus(
  incus: IncusAdmin,
  copyId: string,
  say: Say,
  stays = nothingStays,
): Promise<void> {
  await removeProject(incus, projectOf(copyId), say, stays);
  await removeInstance(incus, shelfBuilderOf(copyId), machine.sharedProject);
  for (const kind of ["networks", "network-acls"] as const) {
    for (const owned of await listOwned(incus, kind)) {
      if (copyOf(owned) !== copyId) continue;
      const { name } = owned;
      say(`removing ${kind === "networks" ? "bridge" : "rules"} ${name}`);
      await incus.call("DELETE", `/1.0/${kind}/${name}`);
    }
  }
}

/**
 * Removes copies whose data folder is gone. Resolves with their ids; one that resists is said and left, as it must not keep
 * this copy from starting. The caller holds the machine's lock.
 */
export async function removeDeadCopies(incus: IncusAdmin, own: string, say: Say): Promise<string[]> {
  const known = [...markedCopies(), ...(await projectCopies(incus))];
  const dead = chooseDeadCopies({ own, known, exists: folderExists });
  const removed: string[] = [];
  for (const copyId of dead) {
    say(`the copy ${copyId} has no data folder any more: removing it`);
    try {
      await removeCopyFromMachine(copyId, say);
      await removeCopyFromIncus(incus, copyId, say);
      rmSync(join(machine.copies, copyId), { force: true });
      removed.push(copyId);
    } catch (error) {
      say(`the copy ${copyId} could not be removed and is left: ${String(error)}`);
    }
  }
  await removeLostBuilders(incus, own, say);
  return removed;
}

/** A shelf builder works for a copy that has a project; one without was left by a set-up that was killed. */
async function removeLostBuilders(incus: IncusAdmin, own: string, say: Say): Promise<void> {
  const found = await incus.find(`/1.0/instances?project=${machine.sharedProject}`);
  const copies = [own, ...(await projectCopies(incus)).map(({ copyId }) => copyId)];
  const owned = new Set(copies.map(shelfBuilderOf));
  for (const name of Names.parse(found ?? []).map(lastPart)) {
    if (!name.startsWith(shelfBuilderOf("")) || owned.has(name)) continue;
    say(`removing ${name}, whose copy is gone`);
    await removeInstance(incus, name, machine.sharedProject);
  }
}
