import { closeSync, constants, fstatSync, openSync, readdirSync, readSync, realpathSync } from "node:fs";
import { join, relative, sep } from "node:path";
import type { LabFolder } from "../model/folder.ts";
import { createFileCollector, isContent } from "./file-collector.ts";
import { refuseSource } from "./refuse-source.ts";
import { type SourceLimits, sourceLimits } from "./source-limits.ts";

/**
 * What stands below `path` now, read at once: later changes on disk do not show. Links are followed to files inside only;
 * links to folders, links that lead out, devices, sockets and folders of version control are left out.
 * Throws `lab.source-refused` when it is no folder, cannot be read, or is larger than allowed.
 */
export function folderOnDisk(path: string, limits: SourceLimits = sourceLimits): LabFolder {
  const collector = createFileCollector(limits, null);
  try {
    const root = realpathSync(path);
    for (const file of listFiles(root, "", limits)) {
      const place = placeInside(root, file);
      if (place === null) continue;
      const found = readRegular(place, limits.maxFileBytes);
      if (found !== null) collector.addFile(file, found.bytes, found.executable);
    }
  } catch (error) {
    if (!isFileSystemError(error)) throw error;
    throw refuseSource(`The folder ${path} cannot be read: ${error.message}.`, undefined, error);
  }
  return collector.folder({ stripTop: false });
}

function* listFiles(root: string, below: string, limits: SourceLimits): Generator<string> {
  let entries = 0;
  for (const entry of readdirSync(join(root, below), { withFileTypes: true })) {
    entries += 1;
    if (entries > limits.maxEntries)
      throw refuseSource(`There are more than ${limits.maxEntries} files in ${below || "it"}.`);
    const path = below === "" ? entry.name : `${below}/${entry.name}`;
    if (!isContent(path)) continue;
    if (entry.isDirectory()) yield* listFiles(root, path, limits);
    else if (entry.isFile() || entry.isSymbolicLink()) yield path;
  }
}

/** Where the file really is; null when that is not below the root, or is gone. */
function placeInside(root: string, file: string): string | null {
  try {
    const place = realpathSync(join(root, file));
    const inside = relative(root, place);
    return inside.startsWith(`..${sep}`) || inside === ".." || !isContent(inside) ? null : place;
  } catch {
    return null;
  }
}

/** Opened without waiting and without following a link that was put there meanwhile. */
function readRegular(place: string, maxBytes: number): { bytes: Uint8Array; executable: boolean } | null {
  const file = openSync(place, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const status = fstatSync(file);
    if (!status.isFile()) return null;
    // One byte more than allowed is enough for the collector to refuse it.
    const bytes = Buffer.alloc(Math.min(status.size, maxBytes + 1));
    let length = 0;
    while (length < bytes.length) {
      const read = readSync(file, bytes, length, bytes.length - length, null);
      if (read === 0) break;
      length += read;
    }
    return { bytes: bytes.subarray(0, length), executable: (status.mode & 0o111) !== 0 };
  } finally {
    closeSync(file);
  }
}

function isFileSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && typeof (error as NodeJS.ErrnoException).syscall === "string";
}
