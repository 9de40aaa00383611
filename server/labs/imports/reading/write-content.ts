import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { LabFolder } from "../../model/folder.ts";
import { showName } from "../../sources/check-path.ts";
import { refuseSource } from "../../sources/refuse-source.ts";

const MAX_NAME_BYTES = 255;

/** Writes a folder's files below a new one on disk. Its paths are safe: they were checked when they came. Throws `lab.source-refused` for names that no disk takes. */
export function writeContent(folder: LabFolder, into: string): void {
  mkdirSync(into, { recursive: true, mode: 0o700 });
  for (const path of folder.paths()) {
    for (const name of path.split("/"))
      if (Buffer.byteLength(name) > MAX_NAME_BYTES)
        throw refuseSource(`The name “${showName(name)}” is longer than ${MAX_NAME_BYTES} bytes.`);
    const file = join(into, path);
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, folder.read(path), { mode: folder.isExecutable(path) ? 0o700 : 0o600, flag: "wx" });
  }
}
