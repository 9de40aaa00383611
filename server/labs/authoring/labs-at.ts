import { basename, resolve } from "node:path";
import { LabSlug } from "../../../runtime/protocol/index.ts";
import type { LabFolder } from "../model/folder.ts";
import type { LoadedLab } from "../model/lab.ts";
import { loadNativeLab } from "../native/load-native-lab.ts";
import { folderBelow } from "../sources/folder-below.ts";
import { folderOnDisk } from "../sources/folder-on-disk.ts";

export interface LabAt {
  /** Of the lab's folder below the path that was asked for; empty when it is that folder. */
  path: string;
  loaded: LoadedLab;
}

/** A folder's name as a slug, whatever its letters. */
export function slugOf(name: string): LabSlug {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 80)
    .replace(/^-+|-+$/g, "");
  return LabSlug.parse(plain === "" ? "lab" : plain);
}

/** The native labs at or below a folder's root; `name` is that of the root itself. */
export function labsBelow(folder: LabFolder, name = "lab"): LabAt[] {
  if (folder.has("lab.md")) return [{ path: "", loaded: loadNativeLab(folder, slugOf(name)) }];
  const roots = folder
    .paths()
    .flatMap((file) => (file.endsWith("/lab.md") ? [file.slice(0, -"/lab.md".length)] : []));
  return roots.map((root) => ({
    path: root,
    loaded: loadNativeLab(folderBelow(folder, root), slugOf(basename(root))),
  }));
}

/** The labs at or below a folder on disk. Throws lab.source-refused when it cannot be read. */
export const labsAt = (path: string): LabAt[] => labsBelow(folderOnDisk(path), basename(resolve(path)));
