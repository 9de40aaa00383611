import { join } from "node:path";
import type { Daemon } from "./daemon.ts";
import type { DataFolder } from "./data-folder.ts";
import { hashFolder } from "./source-hash.ts";

/**
 * The host agent: it holds the terminals while the server restarts. One that runs other code than this is replaced: shells
 * live under dtach in their sandboxes and are attached again.
 */
export const agentDaemon = (data: DataFolder): Daemon => ({
  name: "agent",
  command: process.execPath,
  args: [join(data.repository, "runtime/agent/main.ts")],
  cwd: data.repository,
  environment: { SLIPWAY_DATA_DIR: data.path },
  pidFile: join(data.runFolder, "agent.pid"),
  logFile: join(data.logs, "agent.log"),
  version: hashFolder(join(data.repository, "runtime")),
});
