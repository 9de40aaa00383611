import { constants } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import { isAppError } from "../../common/app-error.ts";
import type { Logger } from "../../common/logger.ts";
import type { SandboxId, TerminalId, TerminalSize } from "../../protocol/index.ts";
import type { ExecStream, SandboxDriver } from "../../sandboxes/sandbox-driver.ts";
import { execOutput } from "../exec-output.ts";
import {
  askShell,
  attachShell,
  endShell,
  openShell,
  parseShellFate,
  SHELL_ENVIRONMENT,
  signalShell,
  withoutFarewell,
  withoutGreeting,
} from "./shell-commands.ts";

/** The bytes of one shell in a sandbox. Its connection may break and is made again; the shell's end is told once. */
export interface ShellStream {
  /** Opens a new shell, or attaches to one that lives. Rejects when the sandbox does not let it. */
  start(): Promise<void>;
  /** Calls back once the bytes are on their way; kept while the connection is away. */
  write(bytes: Uint8Array, taken: () => void): void;
  setFlow(flow: "run" | "wait"): void;
  resize(size: TerminalSize): void;
  signal(signal: number): Promise<void>;
  /** Ends the shell and all that it started. */
  end(): Promise<void>;
  /** Lets go of it; the shell lives on. */
  dispose(): void;
}

const LIMITS = { maxBytes: 4096, timeoutMs: 10_000 };
const BACKOFF_MS = [0, 100, 250, 500, 1000, 2000, 5000];
/** A connection that held so long was a good one. */
const GOOD_MS = 5000;
const MAX_ATTEMPTS = 40;
/**
 * So long after its last new size dtach is told again to look at it: it reads its flag and then sleeps, through a change that
 * comes in between. A third of all storms of sizes ended so on a busy machine, with the old size until the next key.
 */
const LOOK_AGAIN_MS = 100;
const SIGWINCH = constants.signals.SIGWINCH;

export function createShellStream(options: {
  driver: SandboxDriver;
  sandboxId: SandboxId;
  terminalId: TerminalId;
  size: TerminalSize;
  isNew: boolean;
  onOutput(bytes: Buffer): void;
  onExit(exitCode: number | null): void;
  log: Logger;
}): ShellStream {
  const { driver, sandboxId, terminalId, log } = options;
  let size = options.size;
  let exec: ExecStream | undefined;
  let flow: "run" | "wait" = "run";
  let over = false;
  let attempts = 0;
  let lookingAgain: NodeJS.Timeout | undefined;
  let waiting: { bytes: Uint8Array; taken: () => void }[] = [];

  const finish = (exitCode: number | null) => {
    if (over) return;
    over = true;
    exec = undefined;
    waiting = [];
    options.onExit(exitCode);
  };

  const connect = async (isNew: boolean) => {
    const stream = await driver.exec(sandboxId, {
      command: isNew ? openShell(terminalId) : attachShell(terminalId),
      environment: SHELL_ENVIRONMENT,
      tty: size,
    });
    if (over) return stream.destroy();
    exec = stream;
    const connectedAt = performance.now();
    let first = isNew;
    stream.data.on("data", (chunk: Buffer) => {
      const bytes = withoutFarewell(first ? withoutGreeting(chunk) : chunk);
      first = false;
      if (bytes.length > 0 && !over) options.onOutput(bytes);
    });
    stream.data.on("error", () => {});
    if (flow === "wait") stream.data.pause();
    for (const { bytes, taken } of waiting) stream.data.write(bytes, () => taken());
    waiting = [];
    void ended(stream).then(() => {
      if (exec === stream) exec = undefined;
      if (performance.now() - connectedAt > GOOD_MS) attempts = 0;
      if (!over) void reconnect();
    });
  };

  /** Resolves once the process is gone and its last byte was read. */
  const ended = async (stream: ExecStream) => {
    let closed = false;
    const close = new Promise<void>((done) => {
      for (const name of ["end", "close", "error"]) stream.data.once(name, () => done());
    }).then(() => {
      closed = true;
    });
    await stream.exited;
    while (!closed && !over) {
      await Promise.race([close, delay(2000)]);
      if (!closed && flow === "run") break;
    }
    stream.destroy();
  };

  const reconnect = async () => {
    while (!over) {
      attempts += 1;
      if (attempts > MAX_ATTEMPTS) return finish(null);
      await delay(BACKOFF_MS[Math.min(attempts - 1, BACKOFF_MS.length - 1)]);
      if (over) return;
      try {
        const answer = await execOutput(driver, sandboxId, { command: askShell(terminalId) }, LIMITS);
        if (answer.exitCode !== 0) continue;
        const fate = parseShellFate(answer.stdout.toString("utf8"));
        if (fate.state === "exited") return finish(fate.exitCode);
        await connect(false);
        log.info({ event: "terminal.reattached", terminalId, sandboxId });
        return;
      } catch (error) {
        if (isAppError(error) && error.code === "sandbox.not-found") return finish(null);
        const record = await driver.get(sandboxId).catch(() => null);
        if (record === undefined || record?.status === "stopped") return finish(null);
      }
    }
  };

  return {
    start: () => connect(options.isNew),
    write(bytes, taken) {
      if (over) return;
      if (exec) exec.data.write(bytes, () => taken());
      else waiting.push({ bytes: Uint8Array.from(bytes), taken });
    },
    setFlow(next) {
      if (next === flow) return;
      flow = next;
      if (next === "wait") exec?.data.pause();
      else exec?.data.resume();
    },
    resize(next) {
      if (next.cols === size.cols && next.rows === size.rows) return;
      size = next;
      exec?.resize(size.cols, size.rows);
      clearTimeout(lookingAgain);
      lookingAgain = setTimeout(() => exec?.signal(SIGWINCH), LOOK_AGAIN_MS).unref();
    },
    async signal(signal) {
      await execOutput(driver, sandboxId, { command: signalShell(terminalId, signal) }, LIMITS);
    },
    async end() {
      over = true;
      exec?.destroy();
      await execOutput(driver, sandboxId, { command: endShell(terminalId) }, LIMITS);
    },
    dispose() {
      over = true;
      exec?.destroy();
    },
  };
}
