import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "../runtime/engine/run-command.ts";
import { hashFolder } from "../runtime/engine/source-hash.ts";

const SOURCES = ["app", "runtime/protocol", "public"];
const FILES = ["package-lock.json", "next.config.ts", "postcss.config.mjs", "tsconfig.json"];

function hashSources(repository: string): string {
  const hash = createHash("sha256");
  for (const folder of SOURCES) hash.update(hashFolder(join(repository, folder)));
  for (const name of FILES)
    if (existsSync(join(repository, name))) hash.update(name).update(readFileSync(join(repository, name)));
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
