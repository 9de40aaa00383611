import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { createFakeDriver } from "../../runtime/sandboxes/fake-driver.ts";
import { type ComposeOptions, compose } from "../../server/compose.ts";
import { readConfig } from "../../server/config.ts";
import { createFakeAgent } from "./fake-agent.ts";

const network = { bridge: "swtest0", gateway: "10.0.0.1", prefix: 24 };
/** The template that this server has its sandboxes cloned from. */
export const TEMPLATE = "template-1";
const installation = {
  copyId: "00000000",
  incusSocket: "/nowhere",
  project: "slipway-test",
  sharedProject: "slipway-shared",
  storagePool: "slipway",
  networks: { none: network, packages: network, open: network },
  template: TEMPLATE,
  cgroupVersion: 2,
  agentSocket: "/nowhere",
};

/** The whole control plane on a free port, on fake machines; pages answer with their path. */
export async function startFakeServer(
  environment: Record<string, string> = {},
  fakes = { driver: createFakeDriver({ template: TEMPLATE }), agent: createFakeAgent() },
  dataDir = mkdtempSync(join(tmpdir(), "slipway-test-")),
  options: Partial<Pick<ComposeOptions, "now" | "reapEveryMs" | "log" | "allowPrivateGit" | "renderer">> = {},
) {
  writeFileSync(join(dataDir, "installation.json"), JSON.stringify(installation));
  const config = readConfig({
    PORT: "0",
    SLIPWAY_WARM: "0",
    SLIPWAY_MAX_SANDBOXES: "3",
    // None of the house's labs: a test names a folder of its own.
    SLIPWAY_LABS_DIR: join(dataDir, "no-labs"),
    ...environment,
    SLIPWAY_DATA_DIR: dataDir,
  });
  const server = await compose({
    config,
    log: pino({ level: process.env.SLIPWAY_TEST_LOG ?? "silent" }),
    connect: () => ({ driver: fakes.driver, agent: fakes.agent.agent }),
    pages: async () => ({
      dev: false,
      handle: async (request, response) => void response.end(`page ${request.url}`),
      close: async () => {},
    }),
    ...options,
  });
  return {
    url: server.url,
    port: Number(new URL(server.url).port),
    fakes,
    dataDir,
    stop: () => server.close(),
    async close() {
      await server.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
