import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** A program that goes on when we end. It is known by its pid and its start time, as pids are used again. */
export interface Daemon {
  name: string;
  command: string;
  args: string[];
  environment?: Record<string, string>;
  cwd?: string;
  pidFile: string;
  logFile: string;
}

/** Field 22 of /proc/PID/stat, in clock ticks since boot; undefined when there is no such process (or only a zombie). */
function startTimeOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

/** The pid of the daemon that a pid file speaks of, when that very process still runs. */
export function runningPid(pidFile: string): number | undefined {
  try {
    const [pid, startTime] = readFileSync(pidFile, "utf8").trim().split(" ");
    return pid && startTimeOf(Number(pid)) === startTime ? Number(pid) : undefined;
  } catch {
    return undefined;
  }
}

/** Starts it unless it runs already. Resolves with whether it was started now. */
export function startDaemon(daemon: Daemon): boolean {
  if (runningPid(daemon.pidFile) !== undefined) return false;
  mkdirSync(dirname(daemon.pidFile), { recursive: true });
  mkdirSync(dirname(daemon.logFile), { recursive: true });
  const log = openSync(daemon.logFile, "a", 0o600);
  const child = spawn(daemon.command, daemon.args, {
    cwd: daemon.cwd ?? "/",
    env: { ...process.env, ...daemon.environment },
    detached: true,
    stdio: ["ignore", log, log],
  });
  child.on("error", () => undefined);
  child.unref();
  closeSync(log);
  if (child.pid === undefined) return false;
  writeFileSync(daemon.pidFile, `${child.pid} ${startTimeOf(child.pid) ?? "0"}\n`);
  return true;
}

/** Asks it to end, then makes it end after graceMs. Resolves when it is gone; at once when it does not run. */
export async function stopDaemon(pidFile: string, graceMs = 5000): Promise<void> {
  const pid = runningPid(pidFile);
  if (pid !== undefined) {
    process.kill(pid, "SIGTERM");
    for (let waitedMs = 0; runningPid(pidFile) !== undefined && waitedMs < graceMs; waitedMs += 50)
      await sleep(50);
    if (runningPid(pidFile) !== undefined) process.kill(pid, "SIGKILL");
  }
  rmSync(pidFile, { force: true });
}
