import { EventEmitter } from "node:events";
import type { Logger } from "../common/logger.ts";
import type { SandboxDriver } from "../sandboxes/sandbox-driver.ts";
import type { AgentEvent } from "./agent-api.ts";
import type { AgentInput, AgentMethod, AgentOutput } from "./agent-protocol.ts";
import { createSandboxFiles, type SandboxFiles } from "./files/sandbox-files.ts";
import { createPortDialer, type PortDialer } from "./port-dialer.ts";
import { createTerminalHub, type TerminalHub } from "./terminals/terminal-hub.ts";
import { createWatchList } from "./watch/watch-list.ts";

export type AgentHandlers = { [M in AgentMethod]: (input: AgentInput<M>) => Promise<AgentOutput<M>> };

/** All that the agent does, apart from how it is reached. */
export interface AgentService {
  readonly handlers: AgentHandlers;
  readonly hub: TerminalHub;
  readonly files: SandboxFiles;
  readonly dial: PortDialer;
  /** Tells the current state of all watched sandboxes, then every change. */
  follow(listener: (event: AgentEvent) => void): () => void;
  /** Finds the shells that an earlier agent left. */
  start(): Promise<void>;
  /** Lets go of everything; shells in sandboxes live on. */
  dispose(): void;
}

export function createAgentService(options: {
  driver: SandboxDriver;
  copyId: string;
  log: Logger;
}): AgentService {
  const { driver, log } = options;
  const events = new EventEmitter<{ event: [AgentEvent] }>().setMaxListeners(0);
  const emit = (event: AgentEvent) => void events.emit("event", event);
  const hub = createTerminalHub({
    driver,
    onExit: (info) =>
      emit({
        type: "terminal.exited",
        sandboxId: info.sandboxId,
        terminalId: info.id,
        exitCode: info.exitCode,
      }),
    log,
  });
  const watches = createWatchList({ driver, emit, onGone: (sandboxId) => hub.forget(sandboxId), log });
  const files = createSandboxFiles({ driver });
  const dial = createPortDialer({
    driver,
    listening(sandboxId, port) {
      const found = watches.get(sandboxId)?.ports.find((listening) => listening.port === port);
      return found && (found.loopbackOnly ? "loopback" : "everywhere");
    },
  });

  const handlers: AgentHandlers = {
    ping: async () => ({ agent: "slipway", copyId: options.copyId, pid: process.pid }),
    async watchSandbox({ sandboxId }) {
      watches.add(sandboxId);
      await hub.recover(sandboxId);
      return null;
    },
    async unwatchSandbox({ sandboxId }) {
      watches.remove(sandboxId);
      hub.forget(sandboxId);
      return null;
    },
    async waitForEngine({ sandboxId, timeoutMs }) {
      await watches.waitForEngine(sandboxId, timeoutMs);
      return null;
    },
    openTerminal: (request) => hub.open(request),
    async waitForOutput({ terminalId, timeoutMs }) {
      await hub.waitForOutput(terminalId, timeoutMs);
      return null;
    },
    listTerminals: async ({ sandboxId }) => hub.list(sandboxId),
    async closeTerminal({ terminalId }) {
      await hub.close(terminalId);
      return null;
    },
    async signalTerminal({ terminalId, signal }) {
      await hub.signal(terminalId, signal);
      return null;
    },
    listFiles: ({ sandboxId, path }) => files.list(sandboxId, path),
    statFile: ({ sandboxId, path }) => files.stat(sandboxId, path),
    async makeFolder({ sandboxId, path }) {
      await files.makeFolder(sandboxId, path);
      return null;
    },
    async moveFile({ sandboxId, from, to }) {
      await files.move(sandboxId, from, to);
      return null;
    },
    async deleteFile({ sandboxId, path }) {
      await files.remove(sandboxId, path);
      return null;
    },
    async watchFolders({ sandboxId, paths }) {
      await watches.add(sandboxId).folders.watch(paths);
      return null;
    },
  };

  return {
    handlers,
    hub,
    files,
    dial,
    follow(listener) {
      for (const event of watches.current()) listener(event);
      events.on("event", listener);
      return () => events.off("event", listener);
    },
    start: () => hub.recoverAll(),
    dispose() {
      watches.dispose();
      hub.dispose();
      events.removeAllListeners();
    },
  };
}
