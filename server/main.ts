import { pathToFileURL } from "node:url";
import { createAgentClient } from "../runtime/agent/agent-client.ts";
import { AppError } from "../runtime/common/app-error.ts";
import { createLogger } from "../runtime/common/logger.ts";
import { createIncusDriver } from "../runtime/incus/incus-driver.ts";
import { compose, type RunningServer } from "./compose.ts";
import { readConfig } from "./config.ts";
import { createNextPages } from "./http/pages.ts";

/**
 * Starts the control plane and resolves once it serves; it logs to stdout unless a file is named. Rejects with
 * setup.port-taken, or what else stands in the way.
 */
export async function startServer(options: { dev: boolean; logFile?: string }): Promise<RunningServer> {
  const { dev, logFile } = options;
  const config = readConfig();
  const log = createLogger("server", config.logLevel, logFile);
  try {
    return await compose({
      config,
      log,
      connect: (installation) => ({
        driver: createIncusDriver({ installation, log }),
        agent: createAgentClient({ socketPath: installation().agentSocket, log }),
      }),
      pages: ({ host, port }) => createNextPages({ dev, host, port }),
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    const userMessage = `Port ${config.port} on ${config.host} is in use by another program.`;
    throw new AppError("setup.port-taken", { userMessage, cause: error });
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    const server = await startServer({ dev: process.argv.includes("--dev") });
    let closing = false;
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.on(signal, () => {
        if (closing) process.exit(1);
        closing = true;
        void server.close().finally(() => process.exit(0));
      });
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}
