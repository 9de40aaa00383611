import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statfsSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { z } from "zod";
import { AppError } from "../common/app-error.ts";
import type { IncusAdmin } from "../incus/incus-admin.ts";
import { type DataFolder, machine, projectOf } from "./data-folder.ts";
import { DATA_FOLDER_KEY } from "./dead-copies.ts";
import { giveSimpleQuotas } from "./pool-quotas.ts";
import { runCommand } from "./run-command.ts";

const GIB = 2 ** 30;
const Project = z.object({ config: z.record(z.string(), z.string()) });
export const LEAST_FREE_BYTES = 10 * GIB;

export function isMounted(path: string): boolean {
  return readFileSync("/proc/self/mounts", "utf8")
    .split("\n")
    .some((line) => line.split(" ")[1] === path);
}

/** Most of what is free, but room for the machine itself: the file is sparse and grows as it is used. */
export function choosePoolBytes(freeBytes: number): number {
  const wanted = Math.min(freeBytes - 4 * GIB, 200 * GIB);
  return Math.floor(wanted / GIB) * GIB;
}

/** Free bytes of the disk that a path is on, or will be on. Rejects with setup.no-disk when they are too few for a pool. */
function requireDisk(path: string): number {
  const disk = statfsSync(path);
  const freeBytes = disk.bavail * disk.bsize;
  const refusal = decideDisk(freeBytes, path);
  if (refusal) throw refusal;
  return freeBytes;
}

/** A pool needs room for the image, the templates and a few sandboxes. Undefined: there is enough. */
export function decideDisk(freeBytes: number, path: string): AppError | undefined {
  if (freeBytes >= LEAST_FREE_BYTES) return undefined;
  return new AppError("setup.no-disk", {
    userMessage: `Slipway needs ${LEAST_FREE_BYTES / GIB} GiB free below ${path}; there are ${(freeBytes / GIB).toFixed(1)} GiB.`,
  });
}

/** A btrfs file with simple quotas, mounted; before Incus starts, as it looks for its pool then. */
export async function mountPool(): Promise<void> {
  mkdirSync(machine.poolMount, { recursive: true, mode: 0o711 });
  if (isMounted(machine.poolMount)) return;
  if (!existsSync(machine.poolFile)) {
    const freeBytes = requireDisk(machine.root);
    const unfinished = `${machine.poolFile}.new`;
    writeFileSync(unfinished, "", { mode: 0o600 });
    truncateSync(unfinished, choosePoolBytes(freeBytes));
    await runCommand("mkfs.btrfs", ["-q", "-f", "-O", "squota", unfinished]).catch(() =>
      runCommand("mkfs.btrfs", ["-q", "-f", unfinished]),
    );
    renameSync(unfinished, machine.poolFile);
  }
  const options = "loop,user_subvol_rm_allowed,discard=async";
  await runCommand("mount", ["-t", "btrfs", "-o", options, machine.poolFile, machine.poolMount]);
}

/**
 * The pool, unless it stands. An Incus of our own gets the file that we mounted; another makes and mounts one itself, as
 * only it knows when the machine starts, and gets simple quotas where root may give them; what it gets else is said.
 */
export async function ensurePool(incus: IncusAdmin, say: (line: string) => void): Promise<void> {
  if (!(await incus.find(`/1.0/storage-pools/${machine.storagePool}`))) {
    const ours = isMounted(machine.poolMount);
    const config = ours
      ? { source: machine.poolMount }
      : { size: `${choosePoolBytes(requireDisk("/var/lib")) / GIB}GiB` };
    await incus.call("POST", "/1.0/storage-pools", { name: machine.storagePool, driver: "btrfs", config });
  }
  // Also when it stands: set-up may have been killed between the two.
  await giveSimpleQuotas(incus, say);
}

/** The shared project of images and templates, and the project of this copy's sandboxes. */
export async function ensureProjects(incus: IncusAdmin, data: DataFolder): Promise<void> {
  const features = {
    "features.images": "true",
    "features.profiles": "true",
    "features.storage.volumes": "true",
    "features.networks": "false",
  };
  const ensure = async (name: string, config: Record<string, string>) => {
    const path = `/1.0/projects/${name}`;
    const found = Project.safeParse(await incus.find(path));
    if (!found.success) await incus.call("POST", "/1.0/projects", { name, description: "Slipway", config });
    else if (Object.entries(config).some(([key, value]) => found.data.config[key] !== value))
      // Incus takes what is not named as unset, and some of it cannot be while the project is in use.
      await incus.call("PATCH", path, { config: { ...found.data.config, ...config } });
  };
  await ensure(machine.sharedProject, features);
  await ensure(projectOf(data.copyId), { ...features, [DATA_FOLDER_KEY]: data.path });
}
