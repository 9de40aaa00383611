import { findKillercodaScenarios } from "../formats/killercoda/translations.ts";
import { rootOfSettings } from "../formats/labspace/find-labspace.ts";
import { nameOfPost, POST } from "../formats/play-with-docker/load-play-with-docker.ts";
import type { LabFolder } from "../model/folder.ts";

export type LabFormat = "native" | "killercoda" | "play-with-docker" | "labspace";

/** Where a lab of some format stands below a folder. */
export interface FoundLab {
  format: LabFormat;
  /** Its own folder, or of a post its file; `""` is the whole folder. */
  path: string;
  /** What it is named by; `""` when only its title can tell. */
  name: string;
}

const NATIVE = /^(?:(.+)\/)?lab\.md$/;

/**
 * Finds every lab below a folder, by path. What lies within a native lab or a Labspace is that lab's own, whatever it looks like:
 * its files may well be another lab's.
 */
export function findLabs(folder: LabFolder): FoundLab[] {
  const found: FoundLab[] = [];
  const owned = new Set<string>();
  const isOwned = (path: string): boolean => {
    const parts = path.split("/");
    return parts.some((_part, depth) => owned.has(parts.slice(0, depth).join("/")));
  };
  const take = (format: LabFormat, path: string, name = lastPart(path)) => found.push({ format, path, name });

  const roots = folder.paths().flatMap((path) => {
    const native = NATIVE.exec(path);
    const root = native === null ? rootOfSettings(path) : (native[1] ?? "");
    return root === null
      ? []
      : [{ root, format: native === null ? ("labspace" as const) : ("native" as const) }];
  });
  // By depth, so that an outer lab is known before what lies in it; of two formats in one folder the native one counts.
  roots.sort((a, b) => depthOf(a.root) - depthOf(b.root) || (a.format < b.format ? 1 : -1));
  for (const { root, format } of roots) {
    if (owned.has(root) || isOwned(root)) continue;
    owned.add(root);
    take(format, root);
  }
  for (const path of findKillercodaScenarios(folder))
    if (!owned.has(path) && !isOwned(path)) take("killercoda", path);
  for (const path of folder.paths())
    if (POST.test(path) && !isOwned(path)) take("play-with-docker", path, nameOfPost(path));
  return found.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

function depthOf(path: string): number {
  return path === "" ? 0 : path.split("/").length;
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
