import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type Daemon, ensureDaemon, runningPid, stopDaemon } from "../../../runtime/engine/daemon.ts";

let folder: string;
let daemon: Daemon;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "slipway-daemon-"));
  daemon = {
    name: "sleeper",
    command: "sleep",
    args: ["1000"],
    pidFile: join(folder, "sleeper.pid"),
    logFile: join(folder, "sleeper.log"),
    version: "1",
  };
});
afterEach(async () => {
  await stopDaemon(daemon.pidFile);
  rmSync(folder, { recursive: true, force: true });
});

/** A process that ended may be in /proc until its parent, this one, has been told: it is a zombie then. */
function isRunning(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat[stat.lastIndexOf(")") + 2] !== "Z";
  } catch {
    return false;
  }
}

it("is started once", async () => {
  expect(await ensureDaemon(daemon)).toBe("started");
  const pid = runningPid(daemon.pidFile);
  expect(await ensureDaemon(daemon)).toBe("running");
  expect(runningPid(daemon.pidFile)).toBe(pid);
});

it("is replaced when its settings or code changed, and the old one is gone", async () => {
  await ensureDaemon(daemon);
  const old = runningPid(daemon.pidFile) ?? 0;
  expect(await ensureDaemon({ ...daemon, version: "2" })).toBe("replaced");
  expect(runningPid(daemon.pidFile)).not.toBe(old);
  expect(isRunning(old)).toBe(false);
});

it("is replaced when an older version of Slipway started it", async () => {
  await ensureDaemon(daemon);
  const [pid, startTime] = readFileSync(daemon.pidFile, "utf8").split(" ");
  writeFileSync(daemon.pidFile, `${pid} ${startTime}\n`);
  expect(await ensureDaemon(daemon)).toBe("replaced");
});

it("is not taken for another process that has its number now", async () => {
  writeFileSync(daemon.pidFile, `${process.pid} 1 whatever\n`);
  expect(runningPid(daemon.pidFile)).toBeUndefined();
  expect(await ensureDaemon(daemon)).toBe("started");
});

it("may end by itself while it is being stopped", async () => {
  const brief = { ...daemon, command: "sh", args: ["-c", "exit 0"] };
  for (let turn = 0; turn < 20; turn++) {
    await ensureDaemon(brief);
    await stopDaemon(daemon.pidFile);
  }
  expect(runningPid(daemon.pidFile)).toBeUndefined();
});

it("that cannot be run is said", async () => {
  await expect(ensureDaemon({ ...daemon, command: "/nonexistent/program" })).rejects.toMatchObject({
    code: "setup.failed",
  });
});
