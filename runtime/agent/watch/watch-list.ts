import { AppError } from "../../common/app-error.ts";
import type { Logger } from "../../common/logger.ts";
import type { SandboxId } from "../../protocol/index.ts";
import type { SandboxDriver } from "../../sandboxes/sandbox-driver.ts";
import type { AgentEvent } from "../agent-api.ts";
import { createSandboxWatch, type SandboxWatch } from "./sandbox-watch.ts";

/** The sandboxes that this agent follows. */
export interface WatchList {
  /** Idempotent. */
  add(sandboxId: SandboxId): SandboxWatch;
  get(sandboxId: SandboxId): SandboxWatch | undefined;
  remove(sandboxId: SandboxId): void;
  /** Rejects with sandbox.engine-down when it does not answer in time. */
  waitForEngine(sandboxId: SandboxId, timeoutMs: number): Promise<void>;
  /** The state of all, as events. */
  current(): AgentEvent[];
  dispose(): void;
}

const PORTS_MS = 1000;
const HEALTH_MS = 10_000;

export function createWatchList(options: {
  driver: SandboxDriver;
  emit(event: AgentEvent): void;
  /** A sandbox is no more, and nobody said so: it is not watched any longer. */
  onGone(sandboxId: SandboxId): void;
  log: Logger;
}): WatchList {
  const watches = new Map<SandboxId, SandboxWatch>();
  const each = (look: (watch: SandboxWatch) => Promise<void>) => () => {
    for (const watch of watches.values()) void look(watch);
  };
  const ports = setInterval(
    each((watch) => watch.lookAtPorts()),
    PORTS_MS,
  );
  /** One after another: usage is a call to the engine of the pool. */
  let lookingAtHealth = false;
  const health = setInterval(async () => {
    if (lookingAtHealth) return;
    lookingAtHealth = true;
    for (const [sandboxId, watch] of watches) {
      if ((await watch.lookAtHealth()) === "seen" || watches.get(sandboxId) !== watch) continue;
      remove(sandboxId);
      options.onGone(sandboxId);
    }
    lookingAtHealth = false;
  }, HEALTH_MS);

  const remove = (sandboxId: SandboxId) => {
    watches.get(sandboxId)?.dispose();
    watches.delete(sandboxId);
  };

  const add = (sandboxId: SandboxId): SandboxWatch => {
    const known = watches.get(sandboxId);
    if (known) return known;
    const watch = createSandboxWatch({ ...options, sandboxId });
    watches.set(sandboxId, watch);
    return watch;
  };

  return {
    add,
    get: (sandboxId) => watches.get(sandboxId),
    remove,
    async waitForEngine(sandboxId, timeoutMs) {
      if (!(await add(sandboxId).engine.waitUntilReady(timeoutMs))) {
        throw new AppError("sandbox.engine-down", { context: { sandboxId, timeoutMs } });
      }
    },
    current: () => [...watches.values()].flatMap((watch) => watch.current()),
    dispose() {
      clearInterval(ports);
      clearInterval(health);
      for (const watch of watches.values()) watch.dispose();
      watches.clear();
    },
  };
}
