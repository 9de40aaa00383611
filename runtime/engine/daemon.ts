import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "../common/app-error.ts";

/** A program that goes on when we end. It is known by its pid and its start time, as pids are used again. */
export interface Daemon {
  name: string;
  command: string;
  args: string[];
  environment?: Record<string, string>;
  cwd?: string;
  pidFile: string;
  logFile: string;
  /** Stands for what it reads when it starts (settings, its own code): one that runs with another is replaced. */
  version?: string;
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

function readPidFile(pidFile: string): { pid: number; fingerprint: string } | undefined {
  try {
    const [pid, startTime, fingerprint = ""] = readFileSync(pidFile, "utf8").trim().split(" ");
    return pid && startTimeOf(Number(pid)) === startTime ? { pid: Number(pid), fingerprint } : undefined;
  } catch {
    return undefined;
  }
}

/** The pid of the daemon that a pid file speaks of, when that very process still runs. */
export const runningPid = (pidFile: string): number | undefined => readPidFile(pidFile)?.pid;

const fingerprintOf = ({ command, args, environment, cwd, version }: Daemon): string =>
  createHash("sha256")
    .update(JSON.stringify([command, args, environment, cwd, version]))
    .digest("hex")
    .slice(0, 12);

/**
 * Starts it unless it runs already as it is described; one that runs otherwise (other settings, other code) is ended
 * first. Rejects with setup.failed when the program cannot be run.
 */
export async function ensureDaemon(daemon: Daemon): Promise<"running" | "started" | "replaced"> {
  const fingerprint = fingerprintOf(daemon);
  const running = readPidFile(daemon.pidFile);
  if (running?.fingerprint === fingerprint) return "running";
  if (running) await stopDaemon(daemon.pidFile);
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
  if (child.pid === undefined) {
    throw new AppError("setup.failed", {
      userMessage: `${daemon.name} could not be started: ${daemon.command} does not run here.`,
      nextStep: "Run npm run doctor: it names what is missing.",
    });
  }
  writeFileSync(daemon.pidFile, `${child.pid} ${startTimeOf(child.pid) ?? "0"} ${fingerprint}\n`);
  return running ? "replaced" : "started";
}

/** Asks it to end, then makes it end after graceMs. Resolves when it is gone; at once when it does not run. */
export async function stopDaemon(pidFile: string, graceMs = 5000): Promise<void> {
  const pid = runningPid(pidFile);
  if (pid !== undefined) {
    signalDaemon(pid, "SIGTERM");
    for (let waitedMs = 0; runningPid(pidFile) !== undefined && waitedMs < graceMs; waitedMs += 50)
      await sleep(50);
    if (runningPid(pidFile) !== undefined) {
      signalDaemon(pid, "SIGKILL");
      while (runningPid(pidFile) !== undefined) await sleep(10);
    }
  }
  rmSync(pidFile, { force: true });
}

/** What ends by itself between the look and the signal is what was wanted. */
function signalDaemon(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
