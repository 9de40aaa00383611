import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/** A script of ours as a process, with what it printed. */
export interface ScriptRun {
  readonly pid: number;
  output(): string;
  /** Resolves once it printed this; rejects when it ended before. */
  printed(words: string | RegExp): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  /** Resolves with its exit code; null when a signal ended it. */
  exited: Promise<number | null>;
}

export interface ScriptOptions {
  environment?: Record<string, string>;
  input?: string;
  /** Runs it under another program, as setpriv. */
  under?: string[];
}

/** Runs a TypeScript file of this repository on this Node. */
export function runScript(script: string, args: string[] = [], options: ScriptOptions = {}): ScriptRun {
  const [command = "", ...rest] = [...(options.under ?? []), process.execPath, resolve(script), ...args];
  const child: ChildProcess = spawn(command, rest, {
    env: { ...process.env, NODE_ENV: "production", ...options.environment },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let text = "";
  const watchers = new Set<() => void>();
  const take = (bytes: Buffer) => {
    text += bytes.toString();
    for (const watcher of [...watchers]) watcher();
  };
  child.stdout?.on("data", take);
  child.stderr?.on("data", take);
  child.stdin?.on("error", () => undefined).end(options.input ?? "");
  const exited = once(child, "close").then(([code]) => code as number | null);
  return {
    pid: child.pid ?? 0,
    output: () => text,
    exited,
    signal: (signal) => void child.kill(signal),
    printed(words) {
      return new Promise((done, reject) => {
        const look = () => {
          if (!(typeof words === "string" ? text.includes(words) : words.test(text))) return;
          watchers.delete(look);
          done();
        };
        watchers.add(look);
        look();
        void exited.then((code) => reject(new Error(`it ended with ${code} before ${words}:\n${text}`)));
      });
    },
  };
}

/** A data folder of a test's own; its path is short, and whoever makes it removes it. */
export function temporaryFolder(name: string): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), `slipway-${name}-`));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/**
 * Runs what follows as nobody, in a group of choice. The capability lets it read this repository wherever it lies; it opens
 * no socket and writes no file.
 */
export const asNobody = (group = 65_534): string[] => [
  "setpriv",
  "--reuid=65534",
  `--regid=${group}`,
  "--clear-groups",
  "--inh-caps=+dac_read_search",
  "--ambient-caps=+dac_read_search",
];
