import { AppError } from "../../common/app-error.ts";
import type { Logger } from "../../common/logger.ts";
import { type SandboxId, TerminalId, type TerminalInfo, type TerminalSize } from "../../protocol/index.ts";
import type { SandboxDriver } from "../../sandboxes/sandbox-driver.ts";
import { execOutput } from "../exec-output.ts";
import { listShells, MAX_TERMINALS_A_SANDBOX } from "./shell-commands.ts";
import { createShellStream, type ShellStream } from "./shell-stream.ts";
import { createTerminal, type Terminal } from "./terminal.ts";

/** All terminals of this host. */
export interface TerminalHub {
  open(request: { terminalId: TerminalId; sandboxId: SandboxId; size: TerminalSize }): Promise<TerminalInfo>;
  /** Attaches again to shells that an earlier agent left in this sandbox; once for each sandbox. */
  recover(sandboxId: SandboxId): Promise<void>;
  /** The same for every running sandbox, as the agent starts. */
  recoverAll(): Promise<void>;
  /** Waits, while the agent starts, until what it left is found. */
  find(terminalId: TerminalId): Promise<Terminal | undefined>;
  list(sandboxId: SandboxId): TerminalInfo[];
  /** Resolves once the first output is there and no more has come for a moment. */
  waitForOutput(terminalId: TerminalId, timeoutMs: number): Promise<void>;
  signal(terminalId: TerminalId, signal: number): Promise<void>;
  close(terminalId: TerminalId): Promise<void>;
  /** Lets go of a sandbox that is gone. */
  forget(sandboxId: SandboxId): void;
  dispose(): void;
}

const QUIET_MS = 40;
const RECOVER_AT_ONCE = 3;
const FOUND_AGAIN_SIZE = { cols: 80, rows: 24 };
/** 2026-01-01; positions of a terminal found again grow 16 MB a second from then, so that none is used twice. */
const BASE_EPOCH_MS = 1_767_225_600_000;
const BASE_BYTES_A_MS = 16_384;

interface Entry {
  terminal: Terminal;
  shell: ShellStream;
}

export function createTerminalHub(options: {
  driver: SandboxDriver;
  onExit(terminal: TerminalInfo): void;
  log: Logger;
  nowMs?: () => number;
}): TerminalHub {
  const { driver, log } = options;
  const nowMs = options.nowMs ?? Date.now;
  const entries = new Map<TerminalId, Entry>();
  const recoveries = new Map<SandboxId, Promise<void>>();
  let recovered: Promise<void> = Promise.resolve();

  const ofSandbox = (sandboxId: SandboxId) =>
    [...entries.values()].filter((entry) => entry.terminal.info.sandboxId === sandboxId);

  const add = async (
    terminalId: TerminalId,
    sandboxId: SandboxId,
    size: TerminalSize,
    isNew: boolean,
  ): Promise<TerminalInfo> => {
    const shell: ShellStream = createShellStream({
      driver,
      sandboxId,
      terminalId,
      size,
      isNew,
      onOutput: (bytes) => terminal.takeOutput(bytes),
      onExit: (exitCode) => {
        terminal.takeExit(exitCode);
        log.info({ event: "terminal.exited", terminalId, sandboxId, exitCode });
        options.onExit(terminal.info);
      },
      log,
    });
    const baseOffset = isNew ? 0 : Math.max(0, Math.floor(nowMs() - BASE_EPOCH_MS)) * BASE_BYTES_A_MS;
    const terminal = createTerminal({ id: terminalId, sandboxId, baseOffset, shell: () => shell, nowMs });
    entries.set(terminalId, { terminal, shell });
    try {
      await shell.start();
    } catch (error) {
      remove(terminalId);
      throw error;
    }
    return terminal.info;
  };

  const remove = (terminalId: TerminalId) => {
    const entry = entries.get(terminalId);
    entries.delete(terminalId);
    entry?.terminal.dispose();
    entry?.shell.dispose();
  };

  const need = (terminalId: TerminalId): Entry => {
    const entry = entries.get(terminalId);
    if (!entry) throw new AppError("terminal.not-found", { context: { terminalId } });
    return entry;
  };

  const recoverNow = async (sandboxId: SandboxId) => {
    const answer = await execOutput(
      driver,
      sandboxId,
      { command: listShells() },
      { maxBytes: 16_384, timeoutMs: 10_000 },
    );
    for (const line of answer.stdout.toString("utf8").split("\n").slice(0, MAX_TERMINALS_A_SANDBOX)) {
      const id = TerminalId.safeParse(line.replace(/\.sock$/, ""));
      if (!id.success || entries.has(id.data)) continue;
      await add(id.data, sandboxId, FOUND_AGAIN_SIZE, false);
      log.info({ event: "terminal.recovered", terminalId: id.data, sandboxId });
    }
  };

  const recover: TerminalHub["recover"] = (sandboxId) => {
    let running = recoveries.get(sandboxId);
    if (!running) {
      running = recoverNow(sandboxId);
      recoveries.set(sandboxId, running);
      running.catch(() => recoveries.delete(sandboxId));
    }
    return running;
  };

  const recoverAll = async () => {
    const records = await driver.list();
    const left = records
      .filter((record) => record.status === "running")
      .map((record) => record.labels.sandboxId);
    const work = async () => {
      for (let id = left.shift(); id; id = left.shift()) {
        await recover(id).catch((error: unknown) =>
          log.warn({ event: "terminal.recovery-failed", sandboxId: id, err: error }),
        );
      }
    };
    await Promise.all(Array.from({ length: RECOVER_AT_ONCE }, work));
  };

  return {
    async open({ terminalId, sandboxId, size }) {
      const known = entries.get(terminalId);
      if (known) return known.terminal.info;
      if (
        ofSandbox(sandboxId).filter(({ terminal }) => terminal.info.state === "open").length >=
        MAX_TERMINALS_A_SANDBOX
      ) {
        throw new AppError("limit.terminals", { context: { sandboxId } });
      }
      return add(terminalId, sandboxId, size, true);
    },
    recover,
    recoverAll() {
      recovered = recoverAll().catch((error: unknown) =>
        log.warn({ event: "terminal.recovery-failed", err: error }),
      );
      return recovered;
    },
    async find(terminalId) {
      if (!entries.has(terminalId)) await recovered;
      return entries.get(terminalId)?.terminal;
    },
    list: (sandboxId) => ofSandbox(sandboxId).map(({ terminal }) => terminal.info),
    async waitForOutput(terminalId, timeoutMs) {
      const { terminal } = need(terminalId);
      await new Promise<void>((resolve, reject) => {
        let quiet: NodeJS.Timeout | undefined;
        const stop = () => {
          clearTimeout(quiet);
          clearTimeout(timeout);
          forget();
        };
        const heard = () => {
          clearTimeout(quiet);
          quiet = setTimeout(() => {
            stop();
            resolve();
          }, QUIET_MS);
        };
        const timeout = setTimeout(() => {
          stop();
          reject(
            new AppError("sandbox.failed", {
              userMessage: "The shell did not start in time.",
              context: { terminalId },
            }),
          );
        }, timeoutMs);
        const forget = terminal.onOutput(heard);
        if (terminal.outputBytes > 0) heard();
      });
    },
    async signal(terminalId, signal) {
      await need(terminalId).shell.signal(signal);
    },
    async close(terminalId) {
      const { shell, terminal } = need(terminalId);
      if (terminal.info.state === "open") terminal.takeExit(null);
      remove(terminalId);
      await shell.end();
    },
    forget(sandboxId) {
      recoveries.delete(sandboxId);
      for (const { terminal } of ofSandbox(sandboxId)) remove(terminal.info.id);
    },
    dispose() {
      for (const id of [...entries.keys()]) remove(id);
    },
  };
}
