import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

/** One hash over the names and contents of all files below a folder; the same wherever the folder lies. */
export function hashFolder(folder: string): string {
  const hash = createHash("sha256");
  const names = readdirSync(folder, { recursive: true, withFileTypes: true });
  const paths = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  for (const path of paths.sort())
    hash.update(relative(folder, path)).update("\0").update(readFileSync(path));
  return hash.digest("hex");
}
