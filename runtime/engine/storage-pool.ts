import { existsSync, mkdirSync, readFileSync, statfsSync, truncateSync, writeFileSync } from "node:fs";
import { AppError } from "../common/app-error.ts";
import type { IncusAdmin } from "../incus/incus-admin.ts";
import { machine, projectOf } from "./data-folder.ts";
import { runCommand } from "./run-command.ts";

const GIB = 2 ** 30;
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

/** A btrfs file with simple quotas, mounted; before Incus starts, as it looks for its pool then. */
export async function mountPool(): Promise<void> {
  mkdirSync(machine.poolMount, { recursive: true, mode: 0o711 });
  if (isMounted(machine.poolMount)) return;
  if (!existsSync(machine.poolFile)) {
    const disk = statfsSync(machine.root);
    const freeBytes = disk.bavail * disk.bsize;
    if (freeBytes < LEAST_FREE_BYTES) {
      throw new AppError("setup.no-disk", {
        userMessage: `Slipway needs ${LEAST_FREE_BYTES / GIB} GiB free below /var/lib; there are ${(freeBytes / GIB).toFixed(1)} GiB.`,
      });
    }
    writeFileSync(machine.poolFile, "", { mode: 0o600 });
    truncateSync(machine.poolFile, choosePoolBytes(freeBytes));
    await runCommand("mkfs.btrfs", ["-q", "-f", "-O", "squota", machine.poolFile]).catch(() =>
      runCommand("mkfs.btrfs", ["-q", "-f", machine.poolFile]),
    );
  }
  const options = "loop,user_subvol_rm_allowed,discard=async";
  await runCommand("mount", ["-t", "btrfs", "-o", options, machine.poolFile, machine.poolMount]);
}

/** The pool, the shared project of images and templates, and the project of this copy's sandboxes. */
export async function ensureProjects(incus: IncusAdmin, copyId: string): Promise<void> {
  if (!(await incus.find(`/1.0/storage-pools/${machine.storagePool}`))) {
    await incus.call("POST", "/1.0/storage-pools", {
      name: machine.storagePool,
      driver: "btrfs",
      config: { source: machine.poolMount },
    });
  }
  const features = {
    "features.images": "true",
    "features.profiles": "true",
    "features.storage.volumes": "true",
    "features.networks": "false",
  };
  for (const name of [machine.sharedProject, projectOf(copyId)]) {
    if (await incus.find(`/1.0/projects/${name}`)) continue;
    await incus.call("POST", "/1.0/projects", { name, description: "Slipway", config: features });
  }
}
