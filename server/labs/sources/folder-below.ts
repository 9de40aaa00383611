import type { LabFolder } from "../model/folder.ts";

/** The part of a folder that lies below `path` (`""`: all of it), as a folder of its own. */
export function folderBelow(folder: LabFolder, path: string): LabFolder {
  if (path === "") return folder;
  const prefix = `${path}/`;
  const below = folder
    .paths()
    .filter((one) => one.startsWith(prefix))
    .map((one) => one.slice(prefix.length));
  return {
    paths: () => below,
    has: (one) => folder.has(prefix + one),
    read: (one) => folder.read(prefix + one),
    text: (one) => folder.text(prefix + one),
    isExecutable: (one) => folder.isExecutable(prefix + one),
  };
}
