import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createLogger } from "../common/logger.ts";
import { Installation } from "../engine/installation.ts";
import { createIncusDriver } from "../incus/incus-driver.ts";
import { createAgentServer } from "./agent-server.ts";
import { createAgentService } from "./agent-service.ts";
import { createAgentTransport, readAnswer } from "./agent-transport.ts";

/** The host agent's process: SLIPWAY_DATA_DIR names the data folder whose installation it serves. */
const log = createLogger("agent", process.env.SLIPWAY_LOG_LEVEL ?? "info");

async function another(socketPath: string): Promise<boolean> {
  try {
    await readAnswer(await createAgentTransport(socketPath).send("POST", "/rpc/ping", Buffer.from("{}")));
    return true;
  } catch {
    return false;
  }
}

async function main() {
  const dataDir = process.env.SLIPWAY_DATA_DIR;
  if (!dataDir) throw new Error("SLIPWAY_DATA_DIR is not set: it names the data folder");
  const file = join(dataDir, "installation.json");
  const readInstallation = () => Installation.parse(JSON.parse(readFileSync(file, "utf8")));
  const installation = readInstallation();
  const { agentSocket, copyId } = installation;

  if (await another(agentSocket)) {
    log.error({ event: "agent.already-running", agentSocket });
    process.exitCode = 3;
    return;
  }
  rmSync(agentSocket, { force: true });

  const driver = createIncusDriver({ installation: () => installation, log });
  const service = createAgentService({ driver, copyId, log });
  const server = createAgentServer({ service, log });
  void service.start();
  await server.listen(agentSocket);
  log.info({ event: "agent.listening", agentSocket, pid: process.pid });

  const stop = (signal: string) => {
    log.info({ event: "agent.stopping", signal });
    setTimeout(() => process.exit(0), 2000).unref();
    service.dispose();
    void server.close().then(() => {
      driver.dispose();
      process.exit(0);
    });
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  process.on("unhandledRejection", (error) => log.error({ event: "agent.unhandled-rejection", err: error }));
}

main().catch((error: unknown) => {
  log.fatal({ event: "agent.failed", err: error });
  process.exitCode = 1;
});
