import { randomBytes } from "node:crypto";
import type { SandboxId } from "../../../runtime/protocol/index.ts";
import type { ExecStream, SandboxDriver } from "../../../runtime/sandboxes/sandbox-driver.ts";
import type { LabScript } from "../model/lab.ts";
import { createOutputTail } from "./output-tail.ts";
import { SCRIPT_RUNNER } from "./script-runner.ts";

export interface ScriptResult {
  /** -1 when the connection or the sandbox went away, or the run was given up. */
  exitCode: number;
  /** stdout and stderr as plain text: the last 64 KiB. */
  output: string;
  /** More was said than is told. */
  truncated: boolean;
  timedOut: boolean;
  /** It was ended because it said too much. */
  flooded: boolean;
}

export interface RunScriptOptions {
  driver: Pick<SandboxDriver, "exec">;
  sandboxId: SandboxId;
  script: Pick<LabScript, "text" | "timeoutMs">;
  /** Names that a shell cannot have are left out. */
  environment?: Record<string, string>;
  /** `$1`, `$2` and so on of the script. */
  arguments?: string[];
  /** What it says on stderr is not heard. */
  stdoutOnly?: boolean;
  /** Ends the run as its timeout does; the result then has exit code -1. */
  signal?: AbortSignal;
}

const MAX_OUTPUT_BYTES = 64 * 1024;
/** Whoever says more than this does not mean it to be read. */
const FLOOD_BYTES = 32 * 1024 * 1024;
/** For the runner in the sandbox to kill what it started; then its connection is cut. */
const KILL_GRACE_MS = 5000;
/** For the last output to arrive after the exit; something that goes on in the background may hold it open for good. */
const DRAIN_MS = 1000;
const SHELL_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const SIGTERM = 15;

/**
 * Runs an author's script in a sandbox as root in /root, with bash unless it begins with `#!`. Its stdin is empty. What it leaves
 * running in the background goes on; when it takes too long, says too much, or `signal` fires, all that it started is killed.
 * Rejects as driver.exec does when it cannot begin.
 */
export async function runScript(options: RunScriptOptions): Promise<ScriptResult> {
  const { driver, sandboxId, script, environment = {}, stdoutOnly = false, signal } = options;
  const exec = await driver.exec(sandboxId, {
    command: ["bash", "-c", SCRIPT_RUNNER, stdoutOnly ? "stdout" : "all", ...(options.arguments ?? [])],
    cwd: "/",
    environment: {
      ...Object.fromEntries(Object.entries(environment).filter(([name]) => SHELL_NAME.test(name))),
      SLIPWAY_SCRIPT: randomBytes(9).toString("hex"),
    },
  });
  const tail = createOutputTail(MAX_OUTPUT_BYTES);
  let why: "timeout" | "flood" | "abort" | undefined;
  let grace: NodeJS.Timeout | undefined;
  const end = (reason: NonNullable<typeof why>) => {
    if (why) return;
    why = reason;
    exec.signal(SIGTERM);
    grace = setTimeout(() => exec.destroy(), KILL_GRACE_MS);
  };
  const hear = (chunk: Buffer) => {
    if (why === "flood") return;
    tail.add(chunk);
    if (tail.sizeBytes() > FLOOD_BYTES) end("flood");
  };
  const timer = setTimeout(() => end("timeout"), script.timeoutMs);
  const onAbort = () => end("abort");
  signal?.addEventListener("abort", onAbort, { once: true });
  if (signal?.aborted) onAbort();
  exec.data.on("data", hear);
  exec.data.on("error", () => undefined);
  exec.stderr?.on("data", hear);
  exec.stderr?.on("error", () => undefined);
  exec.data.end(script.text);

  const exitCode = await exec.exited;
  clearTimeout(timer);
  clearTimeout(grace);
  signal?.removeEventListener("abort", onAbort);
  await drained(exec);
  exec.destroy();
  return {
    exitCode: why === undefined ? exitCode : -1,
    output: tail.text(),
    truncated: tail.isTruncated(),
    timedOut: why === "timeout",
    flooded: why === "flood",
  };
}

function drained(exec: ExecStream): Promise<unknown> {
  const ended = (stream: NodeJS.ReadableStream & { readableEnded?: boolean; destroyed?: boolean }) =>
    new Promise<void>((resolve) => {
      if (stream.readableEnded || stream.destroyed) return resolve();
      stream.once("end", resolve);
      stream.once("close", resolve);
    });
  const all = Promise.all([ended(exec.data), exec.stderr ? ended(exec.stderr) : undefined]);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, DRAIN_MS);
  });
  return Promise.race([all, late]).finally(() => clearTimeout(timer));
}
