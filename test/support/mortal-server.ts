import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { SandboxId } from "../../runtime/protocol/index.ts";
import { createFakeDriver } from "../../runtime/sandboxes/fake-driver.ts";
import type { SandboxRecord } from "../../runtime/sandboxes/sandbox-driver.ts";
import { createFakeAgent } from "./fake-agent.ts";
import { startFakeServer, TEMPLATE } from "./fake-server.ts";

/**
 * A server as a process of its own, on fake machines that outlive it in a file. KILL_AT ("driver.create before",
 * "agent.openTerminal after") names the call at which it kills itself with no warning.
 */
const { DATA_DIR = "", MACHINES = "", KILL_AT = "", PORT = "0", WARM = "0" } = process.env;

function mortal<Target extends object>(name: string, target: Target, after: () => void): Target {
  const die = (moment: string) => {
    if (KILL_AT === moment) process.kill(process.pid, "SIGKILL");
  };
  return new Proxy(target, {
    get(object, key) {
      const member: unknown = Reflect.get(object, key);
      if (typeof member !== "function" || typeof key !== "string") return member;
      return (...args: unknown[]) => {
        die(`${name}.${key} before`);
        const result: unknown = member.apply(object, args);
        if (!(result instanceof Promise)) return result;
        return result.then(async (value: unknown) => {
          after();
          die(`${name}.${key} after`);
          // What other work had time to begin is begun: a kill never waits for it.
          await nextTurn();
          return value;
        });
      };
    },
  });
}

const driver = createFakeDriver({ template: TEMPLATE });
const agent = createFakeAgent();
try {
  for (const record of JSON.parse(readFileSync(MACHINES, "utf8")) as SandboxRecord[]) {
    driver.records.set(record.labels.sandboxId, record);
  }
} catch (error) {
  if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
}
for (const sandboxId of driver.records.keys() as Iterable<SandboxId>) {
  const terminalId = `trm_${sandboxId.slice(4)}` as never;
  await agent.agent.openTerminal({ terminalId, sandboxId, size: { cols: 80, rows: 24 } });
}
const keep = () => {
  writeFileSync(`${MACHINES}.new`, JSON.stringify([...driver.records.values()]));
  renameSync(`${MACHINES}.new`, MACHINES);
};
const fakes = {
  driver: mortal("driver", driver, keep),
  agent: { ...agent, agent: mortal("agent", agent.agent, keep) },
};
const server = await startFakeServer({ PORT, SLIPWAY_WARM: WARM }, fakes, DATA_DIR, { reapEveryMs: 50 });
process.stdout.write(`${server.url}\n`);
