import { spawn } from "node:child_process";
import { appendFileSync, createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import { AppError } from "../common/app-error.ts";

export interface CommandOptions {
  input?: string | NodeJS.ReadableStream;
  environment?: Record<string, string>;
  cwd?: string;
  /** What the command prints goes here as well. */
  logFile?: string;
  /** stdout goes into this file, and not into the answer. */
  outputFile?: string;
}

/**
 * Runs a program without a shell; it ends when we do. Resolves with its stdout; rejects with setup.failed and the end of
 * its stderr.
 */
export function runCommand(command: string, args: string[], options: CommandOptions = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.environment },
      stdio: ["pipe", "pipe", "pipe"],
    });
    const end = () => void child.kill();
    process.once("exit", end);
    child.once("close", () => process.off("exit", end));
    const out: Buffer[] = [];
    let errorTail = "";
    const file = options.outputFile ? createWriteStream(options.outputFile) : undefined;
    const written = file ? finished(child.stdout.pipe(file)) : Promise.resolve();
    if (!file)
      child.stdout.on("data", (bytes: Buffer) => {
        out.push(bytes);
        if (options.logFile) appendFileSync(options.logFile, bytes);
      });
    child.stderr.on("data", (bytes: Buffer) => {
      errorTail = (errorTail + bytes.toString()).slice(-4000);
      if (options.logFile) appendFileSync(options.logFile, bytes);
    });
    child.on("error", (cause) => reject(failure(command, args, String(cause), options.logFile)));
    // Nobody reads its stdout any more: it would wait for ever.
    written.catch(() => child.kill());
    child.on("close", (code) => {
      const detail = () => errorTail || Buffer.concat(out).toString().slice(-2000);
      written.then(
        () =>
          code === 0
            ? resolve(Buffer.concat(out).toString())
            : reject(failure(command, args, detail(), options.logFile)),
        (cause) => reject(failure(command, args, String(cause), options.logFile)),
      );
    });
    child.stdin.on("error", () => undefined);
    if (options.input && typeof options.input !== "string") options.input.pipe(child.stdin);
    else child.stdin.end(options.input ?? "");
  });
}

function failure(command: string, args: string[], detail: string, logFile?: string): AppError {
  const shown = [command, ...args].join(" ").slice(0, 200);
  return new AppError("setup.failed", {
    message: `${shown}: ${detail.trim()}`,
    userMessage: `"${shown}" failed: ${detail.trim().slice(-600)}`,
    nextStep: logFile ? `Read ${logFile}.` : "Read the message above.",
  });
}
