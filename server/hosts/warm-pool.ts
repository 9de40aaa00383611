import { newSandboxId, newTerminalId } from "../../runtime/common/ids.ts";
import type { Logger } from "../../runtime/common/logger.ts";
import type { Egress, SandboxId } from "../../runtime/protocol/index.ts";
import type { SandboxLimits } from "../../runtime/sandboxes/sandbox-driver.ts";
import type { Machines } from "./machines.ts";
import { removeSandbox } from "./remove-sandbox.ts";
import { chooseWarm, countSurplus, isWarmUsable, needsRefill, type WarmSandbox } from "./warm-decisions.ts";

export interface WarmPoolOptions {
  machines: Machines;
  size: number;
  maxSandboxes: number;
  limits: SandboxLimits;
  /** Sandboxes in sessions, and sessions being prepared now. */
  load: () => { usedSandboxes: number; provisioning: number };
  log: Logger;
  engineTimeoutMs?: number;
}

export interface WarmPool {
  /** Takes one out, or undefined when none fits. The caller claims it. */
  take(egress: Egress): WarmSandbox | undefined;
  /** Finds what an earlier server left; anything unusable is not owned, so the reaper removes it. */
  adopt(): Promise<void>;
  /** Makes what is missing, one at a time, in the background. */
  refill(): void;
  /** Removes, in the background, those whose places others have now. */
  makeRoom(): void;
  owned(): SandboxId[];
  dispose(): void;
}

const WARM_EGRESS: Egress = "packages";
const WARM_SIZE = { cols: 80, rows: 24 };

/** Clones started ahead of need, with the engine answering and a shell waiting, frozen. */
export function createWarmPool(options: WarmPoolOptions): WarmPool {
  const { machines, size, maxSandboxes, limits, load, log, engineTimeoutMs = 120_000 } = options;
  let warm: WarmSandbox[] = [];
  let preparing: SandboxId | undefined;
  let retryAtMs = 0;
  let disposed = false;

  const discard = (sandboxId: SandboxId) =>
    removeSandbox(machines, sandboxId).catch((error) =>
      log.warn({ event: "warm.delete-failed", sandboxId, err: error }),
    );

  async function prepare(sandboxId: SandboxId): Promise<WarmSandbox> {
    const { driver, agent } = machines.require();
    const record = await driver.create({ sandboxId, node: "node1", egress: WARM_EGRESS, limits, warm: true });
    await agent.watchSandbox(sandboxId);
    await agent.waitForEngine(sandboxId, engineTimeoutMs);
    const terminalId = newTerminalId();
    await agent.openTerminal({ terminalId, sandboxId, size: WARM_SIZE });
    await agent.waitForOutput(terminalId, 30_000);
    // It stays watched: the agent keeps the shell's first prompt and its stream, so a claim shows them at once.
    await driver.freeze(sandboxId);
    return {
      sandboxId,
      terminalId,
      egress: WARM_EGRESS,
      template: record.labels.template,
      address: record.address,
    };
  }

  async function makeOne(sandboxId: SandboxId): Promise<void> {
    const startedAtMs = Date.now();
    try {
      const one = await prepare(sandboxId);
      if (disposed) return;
      warm.push(one);
      log.info({ event: "warm.ready", sandboxId, durationMs: Date.now() - startedAtMs });
    } catch (error) {
      // What is left of it is found by the next server.
      if (disposed) return;
      retryAtMs = Date.now() + 15_000;
      log.warn({ event: "warm.failed", sandboxId, err: error });
      await discard(sandboxId);
    } finally {
      preparing = undefined;
    }
    refill();
  }

  function makeRoom(): void {
    const surplus = countSurplus({ have: warm.length, maxSandboxes, ...load() });
    for (const { sandboxId } of warm.splice(0, surplus)) void discard(sandboxId);
  }

  function refill(): void {
    if (disposed || !machines.current() || Date.now() < retryAtMs) return;
    const template = machines.template();
    for (const stale of warm.filter((one) => one.template !== template)) void discard(stale.sandboxId);
    warm = warm.filter((one) => one.template === template);
    makeRoom();
    const now = { wanted: size, have: warm.length, preparing: preparing ? 1 : 0, maxSandboxes, ...load() };
    if (!needsRefill(now)) return;
    preparing = newSandboxId();
    void makeOne(preparing);
  }

  return {
    take(egress) {
      const chosen = chooseWarm(warm, { egress, template: machines.template() });
      if (!chosen) return undefined;
      warm = warm.filter((one) => one !== chosen);
      return chosen;
    },
    async adopt() {
      const { driver, agent } = machines.require();
      for (const record of await driver.list()) {
        if (!isWarmUsable(record, machines.template())) continue;
        const { sandboxId, egress, template } = record.labels;
        const terminals = await agent.listTerminals(sandboxId).catch(() => []);
        const terminalId = terminals.find((terminal) => terminal.state === "open")?.id;
        if (terminalId) warm.push({ sandboxId, terminalId, egress, template, address: record.address });
      }
    },
    refill,
    makeRoom,
    owned: () => [...warm.map((one) => one.sandboxId), ...(preparing ? [preparing] : [])],
    dispose() {
      disposed = true;
    },
  };
}
