import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "../runtime/engine/run-command.ts";

const SOURCES = ["app", "runtime/protocol", "public"];
const FILES = [
  "package-lock.json",
  "next.config.ts",
  "next.config.mjs",
  "postcss.config.mjs",
  "tsconfig.json",
];

function hashSources(repository: string): string {
  const hash = createHash("sha256");
  for (const folder of SOURCES) {
    if (!existsSync(join(repository, folder))) continue;
    const names = readdirSync(join(repository, folder), { recursive: true, withFileTypes: true });
    const paths = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    for (const path of paths.sort()) hash.update(path).update(readFileSync(path));
  }
  for (const name of FILES)
    if (existsSync(join(repository, name))) hash.update(readFileSync(join(repository, name)));
  return hash.digest("hex");
}

/** Builds the pages for production when their sources changed. Resolves with whether it built. */
export async function buildPages(repository: string, logFile: string): Promise<boolean> {
  const mark = join(repository, ".next", "slipway-sources");
  const hash = hashSources(repository);
  if (existsSync(mark) && readFileSync(mark, "utf8") === hash) return false;
  await runCommand(process.execPath, [join(repository, "node_modules/next/dist/bin/next"), "build"], {
    cwd: repository,
    environment: { NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production" },
    logFile,
  });
  writeFileSync(mark, hash);
  return true;
}
