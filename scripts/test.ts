import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { startCopyDaemons } from "../runtime/engine/copy-daemons.ts";
import { lockCopy } from "../runtime/engine/copy-lock.ts";
import { machine, openDataFolder } from "../runtime/engine/data-folder.ts";
import { WAIT_FOR_LOCK } from "../runtime/engine/packages.ts";
import { runCommand } from "../runtime/engine/run-command.ts";
import { setUpEngine } from "../runtime/engine/set-up.ts";
import { stopCopy } from "../runtime/engine/stop-copy.ts";
import { fillLabImages, fillShelf } from "../runtime/shelf/fill-shelf.ts";
import { buildPages } from "./next-build.ts";
import { createStepPrinter } from "./step-printer.ts";

/**
 * `npm test`: the whole suite, in a copy of Slipway of its own that is gone afterwards. The sandbox image and the
 * template are shared with other copies by content hash, so only the first run on a machine makes them.
 */
const repository = join(import.meta.dirname, "..");
const results = join(repository, "test-results");
const bin = (name: string) => join(repository, "node_modules/.bin", name);

interface Outcome {
  passed: number;
  failed: number;
  skipped: number;
}
const total: Outcome = { passed: 0, failed: 0, skipped: 0 };

/** Runs a program with its output in sight; answers its exit code. */
function show(program: string, args: string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: repository, stdio: ["ignore", "inherit", "inherit"] });
    child.on("error", reject);
    child.on("exit", (code) => resolve(code ?? 1));
  });
}

async function check(title: string, program: string, args: string[]): Promise<void> {
  console.log(`\n== ${title}`);
  const code = await show(program, args);
  if (code === 0) total.passed++;
  else total.failed++;
}

/** A runner that died before it wrote its report counts as one failure. */
function count(code: number, report: string, read: (json: never) => Outcome): void {
  const outcome = existsSync(report) ? read(JSON.parse(readFileSync(report, "utf8")) as never) : undefined;
  total.passed += outcome?.passed ?? 0;
  total.skipped += outcome?.skipped ?? 0;
  total.failed += code === 0 ? 0 : Math.max(1, outcome?.failed ?? 0);
}

async function vitest(project: string): Promise<void> {
  console.log(`\n== ${project} tests`);
  const report = join(results, `${project}.json`);
  const args = [
    "run",
    "--project",
    project,
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
  ];
  const code = await show(bin("vitest"), args);
  count(
    code,
    report,
    (json: { numPassedTests: number; numFailedTests: number; numPendingTests: number }) => ({
      passed: json.numPassedTests,
      failed: json.numFailedTests,
      skipped: json.numPendingTests,
    }),
  );
}

async function playwright(): Promise<void> {
  console.log("\n== e2e tests");
  const code = await show(bin("playwright"), ["test"]);
  count(
    code,
    join(results, "e2e.json"),
    (json: { stats: { expected: number; unexpected: number; skipped: number; flaky: number } }) => ({
      passed: json.stats.expected + json.stats.flaky,
      failed: json.stats.unexpected,
      skipped: json.stats.skipped,
    }),
  );
}

const TEST_PACKAGES = {
  chromium: "/usr/bin/chromium",
  curl: "/usr/bin/curl",
  postgresql: "/usr/lib/postgresql",
  uidmap: "/usr/bin/newuidmap",
};

async function installTestPackages(): Promise<void> {
  const missing = Object.entries(TEST_PACKAGES).flatMap(([name, program]) =>
    existsSync(program) ? [] : [name],
  );
  if (missing.length === 0) return;
  const environment = { DEBIAN_FRONTEND: "noninteractive" };
  await runCommand("apt-get", ["update", "-q"], { environment });
  const install = ["install", "-y", "-q", "--no-install-recommends", WAIT_FOR_LOCK, ...missing];
  await runCommand("apt-get", install, { environment });
}

async function main(): Promise<void> {
  const step = createStepPrinter();
  rmSync(results, { recursive: true, force: true });
  mkdirSync(results, { recursive: true });
  await step("Database client", () =>
    runCommand(process.execPath, ["scripts/generate-prisma.ts"], { cwd: repository }),
  );
  await check("types", bin("tsc"), ["--noEmit"]);
  await check("lint", bin("biome"), ["ci", "--colors=off", "."]);
  await check("import rules", bin("depcruise"), [
    "--config",
    ".dependency-cruiser.cjs",
    "app",
    "server",
    "runtime",
    "scripts",
  ]);
  await vitest("unit");

  process.env.SLIPWAY_DATA_DIR = join(repository, ".slipway-test");
  rmSync(process.env.SLIPWAY_DATA_DIR, { recursive: true, force: true });
  const data = openDataFolder();
  if (existsSync(join(machine.copies, data.copyId)))
    await step("Removing what a killed run left", () => stopCopy(data, { keep: "shared" }));
  const lock = await lockCopy(data);
  try {
    await step("Chromium and what else only tests need", installTestPackages);
    const [{ installation, image, base }] = await Promise.all([
      setUpEngine(data, step),
      step("Pages", () => buildPages(repository, join(results, "next-build.log"))),
    ]);
    await step("Package gate, registries and host agent", () => startCopyDaemons(data, installation));
    const filled = await step("Image shelf", () => fillShelf({ data, installation, image, base }));
    await step("Images of labs", () => fillLabImages({ data, installation: filled }));
    lock.release();
    await vitest("integration");
    await vitest("security");
    await vitest("labs");
    await playwright();
  } finally {
    lock.release();
    await step("Removing the test's copy", () => stopCopy(data, { keep: "shared" }));
    rmSync(data.path, { recursive: true, force: true });
  }
}

try {
  await main();
} catch (error) {
  console.error(error);
  total.failed++;
}
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1);
