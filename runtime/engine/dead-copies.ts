import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { IncusAdmin } from "../incus/incus-admin.ts";
import { machine, projectOf } from "./data-folder.ts";

/** A copy of Slipway that this machine, or the Incus it uses, knows of. */
export interface KnownCopy {
  copyId: string;
  /** Its data folder; undefined when an older version did not say. */
  path?: string;
}

/** Copies that nobody can use any more, as their data folder is gone: a deleted clone, a test run that was killed. */
export function chooseDeadCopies(options: {
  own: string;
  known: KnownCopy[];
  exists: (path: string) => boolean;
}): string[] {
  const { own, known, exists } = options;
  return [...new Set(known.map(({ copyId }) => copyId))].filter((copyId) => {
    const paths = known.flatMap((copy) => (copy.copyId === copyId && copy.path ? [copy.path] : []));
    return copyId !== own && paths.length > 0 && !paths.some(exists);
  });
}

/** A folder that we may not look at counts as being there. */
export function folderExists(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    return !["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "");
  }
}

/** Copies of this person, by the marks that set-up leaves. */
export function markedCopies(): KnownCopy[] {
  if (!existsSync(machine.copies)) return [];
  return readdirSync(machine.copies)
    .filter((name) => /^[0-9a-f]{8}$/.test(name))
    .map((copyId) => ({ copyId, path: readFileSync(join(machine.copies, copyId), "utf8").trim() }));
}

const Projects = z.array(z.object({ name: z.string(), config: z.record(z.string(), z.string()) }));
export const DATA_FOLDER_KEY = "user.slipway.data";

/** Copies of everybody who uses this Incus, by their projects. */
export async function projectCopies(incus: IncusAdmin): Promise<KnownCopy[]> {
  const projects = Projects.parse(await incus.call("GET", "/1.0/projects?recursion=1"));
  return projects.flatMap(({ name, config }) => {
    const copyId = /^slipway-([0-9a-f]{8})$/.exec(name)?.[1];
    if (!copyId || name !== projectOf(copyId)) return [];
    const path = config[DATA_FOLDER_KEY];
    return [{ copyId, ...(path ? { path } : {}) }];
  });
}

const COPY_KEY = "user.slipway.copy";
const Owned = z.array(z.object({ name: z.string(), config: z.record(z.string(), z.string()).nullish() }));
type Owned = z.infer<typeof Owned>[number];

/** The copy that a bridge or a rule belongs to, by its mark, or by its name where an older version made it. */
export const copyOf = ({ name, config }: Owned): string | undefined =>
  config?.[COPY_KEY] ?? /^sw(?:p-)?([0-9a-f]{8})/.exec(name)?.[1];

/** Bridges or rules that are in Incus, ours and others. */
export async function listOwned(incus: IncusAdmin, kind: "networks" | "network-acls"): Promise<Owned[]> {
  return Owned.parse(await incus.call("GET", `/1.0/${kind}?recursion=1`));
}

/** Ids of the copies that have a bridge in this Incus: a copy has them from its start to its stop. */
export async function bridgedCopies(incus: IncusAdmin): Promise<string[]> {
  return [...new Set((await listOwned(incus, "networks")).flatMap((owned) => copyOf(owned) ?? []))];
}
