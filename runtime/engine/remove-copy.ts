import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { removeInstance } from "../image/template.ts";
import type { IncusAdmin } from "../incus/incus-admin.ts";
import { stopDaemon } from "./daemon.ts";
import { gateFolderOf, machine, projectOf, runFolderOf, shelfBuilderOf } from "./data-folder.ts";
import { chooseDeadCopies, folderExists, markedCopies, projectCopies } from "./dead-copies.ts";

const Names = z.array(z.string());
const Owned = z.array(z.object({ name: z.string(), config: z.record(z.string(), z.string()).nullish() }));
const COPY = "user.slipway.copy";
const lastPart = (url: string) => url.split("/").pop()?.split("?")[0] ?? "";

type Say = (line: string) => void;

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
}

/** Removes a project of ours with all that is in it. */
export async function removeProject(incus: IncusAdmin, project: string, say: Say): Promise<void> {
  if (!(await incus.find(`/1.0/projects/${project}`))) return;
  const instances = Names.parse(await incus.call("GET", `/1.0/instances?project=${project}`)).map(lastPart);
  await Promise.all(
    instances.map(async (name) => {
      say(`removing ${name}`);
      await removeInstance(incus, name, project);
    }),
  );
  for (const url of Names.parse(await incus.call("GET", `/1.0/images?project=${project}`)))
    await incus.call("DELETE", `/1.0/images/${lastPart(url)}?project=${project}`);
  await incus.call("DELETE", `/1.0/projects/${project}`);
}

/** Removes what a copy has in Incus: sandboxes, then the bridges they were on, then the rules of those bridges. */
export async function removeCopyFromIncus(incus: IncusAdmin, copyId: string, say: Say): Promise<void> {
  await removeProject(incus, projectOf(copyId), say);
  await removeInstance(incus, shelfBuilderOf(copyId), machine.sharedProject);
  for (const kind of ["networks", "network-acls"] as const) {
    const all = Owned.parse(await incus.call("GET", `/1.0/${kind}?recursion=1`));
    const ours = all.filter(
      ({ name, config }) =>
        config?.[COPY] === copyId || name.startsWith(`sw${copyId}`) || name === `swp-${copyId}`,
    );
    for (const { name } of ours) {
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
