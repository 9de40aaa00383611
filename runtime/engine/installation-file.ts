import { readFileSync, renameSync, writeFileSync } from "node:fs";
import type { DataFolder } from "./data-folder.ts";
import { Installation } from "./installation.ts";

/** Undefined when set-up has not run here, or when what stands there was written by another version of Slipway. */
export function readInstallation(data: DataFolder): Installation | undefined {
  try {
    return Installation.parse(JSON.parse(readFileSync(data.installationFile, "utf8")));
  } catch {
    return undefined;
  }
}

/** Whole or not at all: readers never see half a file. */
export function writeInstallation(data: DataFolder, installation: Installation): void {
  const temporary = `${data.installationFile}.new`;
  writeFileSync(temporary, `${JSON.stringify(installation, null, 2)}\n`);
  renameSync(temporary, data.installationFile);
}
