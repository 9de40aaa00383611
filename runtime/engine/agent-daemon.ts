import { join } from "node:path";
import { startDaemon } from "./daemon.ts";
import type { DataFolder } from "./data-folder.ts";

export const agentPidFile = (data: DataFolder) => join(data.runFolder, "agent.pid");

/** Starts the host agent, detached: it holds the terminals while the server restarts. False when it runs already. */
export function startAgent(data: DataFolder): boolean {
  return startDaemon({
    name: "agent",
    command: process.execPath,
    args: [join(data.repository, "runtime/agent/main.ts")],
    cwd: data.repository,
    environment: { SLIPWAY_DATA_DIR: data.path },
    pidFile: agentPidFile(data),
    logFile: join(data.logs, "agent.log"),
  });
}
