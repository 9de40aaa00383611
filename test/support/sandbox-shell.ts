import pino from "pino";
import { newSandboxId } from "../../runtime/common/ids.ts";
import { locateDataFolder } from "../../runtime/engine/data-folder.ts";
import type { Installation } from "../../runtime/engine/installation.ts";
import { readInstallation } from "../../runtime/engine/installation-file.ts";
import { createIncusDriver } from "../../runtime/incus/incus-driver.ts";
import type { Egress, SandboxId } from "../../runtime/protocol/index.ts";
import type { SandboxRecord } from "../../runtime/sandboxes/sandbox-driver.ts";
import { runInSandbox } from "./run-in-sandbox.ts";

export interface SandboxShell {
  record: SandboxRecord;
  /** Runs a script as a person's login shell would; resolves with all it printed and its exit code. */
  run(script: string): Promise<{ status: number; output: string }>;
}

/** Real sandboxes of a test's own, which are gone when it is closed. */
export function createSandboxes(): {
  installation: Installation;
  /** Resolves when its engine answers. */
  make(egress: Egress): Promise<SandboxShell>;
  close(): Promise<void>;
} {
  const installation = readInstallation(locateDataFolder());
  if (!installation) throw new Error("set-up has not run");
  const driver = createIncusDriver({
    installation: () => installation,
    log: pino({ level: "silent" }),
  });
  const made: SandboxId[] = [];
  return {
    installation,
    async make(egress) {
      const sandboxId = newSandboxId();
      made.push(sandboxId);
      const limits = { memoryBytes: 2 ** 30, cpuCores: 2, processes: 1000, diskBytes: 4 * 2 ** 30 };
      const record = await driver.create({ sandboxId, node: "node1", egress, warm: false, limits });
      const run = (script: string) => runInSandbox(driver, sandboxId, script);
      const engine = await run("until docker info >/dev/null 2>&1; do sleep 0.2; done");
      if (engine.status !== 0) throw new Error(`the engine of the sandbox does not answer: ${engine.output}`);
      return { record, run };
    },
    async close() {
      await Promise.all(made.map((sandboxId) => driver.delete(sandboxId)));
      driver.dispose();
    },
  };
}
