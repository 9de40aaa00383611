import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import type { DataFolder } from "./data-folder.ts";
import { Installation } from "./installation.ts";

export function readInstallation(data: DataFolder): Installation | undefined {
  if (!existsSync(data.installationFile)) return undefined;
  const parsed = Installation.safeParse(JSON.parse(readFileSync(data.installationFile, "utf8")));
  return parsed.success ? parsed.data : undefined;
}

/** Whole or not at all: readers never see half a file. */
export function writeInstallation(data: DataFolder, installation: Installation): void {
  const temporary = `${data.installationFile}.new`;
  writeFileSync(temporary, `${JSON.stringify(installation, null, 2)}\n`);
  renameSync(temporary, data.installationFile);
}
