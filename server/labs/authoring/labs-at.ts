import { basename, resolve } from "node:path";
import { folderOnDisk } from "../sources/folder-on-disk.ts";
import { type LoadedFolder, loadLabs } from "../sources/load-labs.ts";

/** The labs and courses at or below a folder on disk, of whatever formats. Throws lab.source-refused when it cannot be read. */
export const labsAt = (path: string): LoadedFolder => loadLabs(folderOnDisk(path), basename(resolve(path)));
