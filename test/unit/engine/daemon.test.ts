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
  expect(() => readFileSync(`/proc/${old}/cmdline`)).toThrow();
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

it("that cannot be run is said", async () => {
  await expect(ensureDaemon({ ...daemon, command: "/nonexistent/program" })).rejects.toMatchObject({
    code: "setup.failed",
  });
});
