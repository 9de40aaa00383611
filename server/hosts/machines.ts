import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { AgentClient } from "../../runtime/agent/agent-api.ts";
import { AppError } from "../../runtime/common/app-error.ts";
import type { Logger } from "../../runtime/common/logger.ts";
import { Installation } from "../../runtime/engine/installation.ts";
import type { SandboxDriver } from "../../runtime/sandboxes/sandbox-driver.ts";

export interface Connection {
  driver: SandboxDriver;
  agent: AgentClient;
}

/** The machines behind this server, once they have been set up. */
export interface Machines {
  current(): Connection | undefined;
  /** Throws pool.preparing while set-up runs. */
  require(): Connection;
  /** The template that new sandboxes are clones of, by name; empty before set-up. */
  template(): string;
  /** Called once when the machines come, at once when they are there already. */
  onReady(listener: () => void): void;
  dispose(): void;
}

export interface MachinesOptions {
  dataDir: string;
  /** Makes the clients; `installation` always gives the newest that set-up wrote. */
  connect: (installation: () => Installation) => Connection;
  log: Logger;
  pollMs?: number;
}

/** Follows DATA/installation.json: set-up may write it after the server has started, and again for a new template. */
export function createMachines({ dataDir, connect, log, pollMs = 1000 }: MachinesOptions): Machines {
  const path = join(dataDir, "installation.json");
  const listeners: (() => void)[] = [];
  let installation: Installation | undefined;
  let readAtMs = 0;
  let connection: Connection | undefined;

  const read = () => {
    const modifiedAtMs = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
    if (modifiedAtMs === undefined || modifiedAtMs === readAtMs) return;
    try {
      installation = Installation.parse(JSON.parse(readFileSync(path, "utf8")));
      readAtMs = modifiedAtMs;
    } catch (error) {
      log.warn({ event: "installation.unreadable", err: error });
    }
    if (!installation || connection) return;
    connection = connect(() => installation as Installation);
    log.info({ event: "pool.connected", template: installation.template });
    for (const listener of listeners.splice(0)) listener();
  };
  read();
  const timer = setInterval(read, pollMs);
  timer.unref();

  return {
    current: () => connection,
    require() {
      if (!connection) throw new AppError("pool.preparing");
      return connection;
    },
    template: () => installation?.template ?? "",
    onReady: (listener) => (connection ? listener() : void listeners.push(listener)),
    dispose() {
      clearInterval(timer);
      connection?.agent.dispose();
      connection?.driver.dispose();
    },
  };
}
