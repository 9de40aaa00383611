// Runs a TypeScript script on the Node that package.json pins, installing dependencies first when they are stale.
// Plain JavaScript without dependencies: it must run on the Node (18 or newer) that a machine happens to have.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const repository = join(dirname(fileURLToPath(import.meta.url)), "..");
const pinnedNode = join(repository, "node_modules/.bin/node");
const mark = join(repository, "node_modules/.slipway-lock");

function fail(sentence, fix) {
  console.error(`\n${sentence}\n${fix}`);
  process.exit(1);
}

function installDependencies() {
  const lock = createHash("sha256")
    .update(readFileSync(join(repository, "package-lock.json")))
    .digest("hex");
  const installed = existsSync(mark) ? readFileSync(mark, "utf8") : "";
  if (installed === lock && existsSync(pinnedNode)) return;
  const lastInstall = join(repository, "node_modules/.package-lock.json");
  if (installed === "" && existsSync(lastInstall) && existsSync(pinnedNode)) {
    writeFileSync(mark, lock);
    return;
  }
  console.log("Installing dependencies (npm ci); about a minute the first time ...");
  const started = Date.now();
  const result = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: repository,
    stdio: "inherit",
  });
  if (result.status !== 0) {
    fail(
      "The dependencies could not be installed.",
      "Read npm's message above. The first start needs a reachable npm registry.",
    );
  }
  writeFileSync(mark, lock);
  console.log(`Dependencies installed in ${((Date.now() - started) / 1000).toFixed(0)} s`);
}

export function bootstrap(script, args) {
  const major = Number(process.versions.node.split(".")[0]);
  if (major < 18)
    fail(`Node ${process.versions.node} is too old.`, "Install Node 18 or newer, then start again.");
  if (process.platform !== "linux")
    fail(
      `Slipway runs sandboxes on Linux; this is ${process.platform}.`,
      "Use Debian 12/13 or Ubuntu 24.04+.",
    );
  installDependencies();
  const child = spawn(pinnedNode, [join(repository, script), ...args], { cwd: repository, stdio: "inherit" });
  // Ctrl-C reaches the child as well; we wait for it to end in its own way.
  process.on("SIGINT", () => {});
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  child.on("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [script, ...args] = process.argv.slice(2);
  if (!script) fail("Usage: node scripts/bootstrap.mjs SCRIPT [ARGUMENT ...]", "");
  bootstrap(script, args);
}
