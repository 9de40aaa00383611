import type { Logger } from "../common/logger.ts";
import { type Daemon, ensureDaemon, runningPid } from "./daemon.ts";
import { planRestart, type RestartState } from "./restart-plan.ts";

/** Something that must run as long as we do. */
export interface SupervisedPart {
  name: string;
  isRunning(): boolean | Promise<boolean>;
  start(): Promise<unknown>;
}

export interface Supervisor {
  /** Resolves when no start is under way any more; nothing is started after the call. */
  dispose(): Promise<void>;
}

export const supervisedDaemon = (daemon: Daemon): SupervisedPart => ({
  name: daemon.name,
  isRunning: () => runningPid(daemon.pidFile) !== undefined,
  start: () => ensureDaemon(daemon),
});

/**
 * Looks at every part once a second and starts again what died, with back-off, saying so in the log. The parts are started
 * in their order, one after the other: what others stand on comes first. Whoever calls holds the copy's lock.
 */
export function createSupervisor(options: {
  parts: SupervisedPart[];
  log: Logger;
  now?: () => number;
  intervalMs?: number;
}): Supervisor {
  const { parts, log, now = Date.now, intervalMs = 1000 } = options;
  const states = new Map<string, RestartState>();
  let disposed = false;
  let round = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;

  const look = async (part: SupervisedPart) => {
    const running = await part.isRunning();
    const plan = planRestart(states.get(part.name) ?? { failures: 0 }, { running, nowMs: now() });
    states.set(part.name, plan.state);
    if (!plan.start || disposed) return;
    const { name } = part;
    try {
      await part.start();
      log.warn({ event: "daemon.restarted", name, failures: plan.state.failures });
    } catch (error) {
      log.error({ event: "daemon.restart-failed", name, failures: plan.state.failures, err: error });
    }
  };
  const lookAtAll = async () => {
    for (const part of parts) {
      if (disposed) return;
      await look(part).catch((error) => log.error({ event: "daemon.unknown", name: part.name, err: error }));
    }
  };
  const again = () => {
    if (disposed) return;
    timer = setTimeout(() => {
      round = lookAtAll().then(again);
    }, intervalMs).unref();
  };
  again();

  return {
    async dispose() {
      disposed = true;
      clearTimeout(timer);
      await round;
    },
  };
}
