import { AppError } from "../../../runtime/common/app-error.ts";
import type { Machines } from "../../hosts/machines.ts";
import type { SessionBook } from "../../sessions/session-book.ts";
import type { LabScript } from "../model/lab.ts";
import type { runScript as runScriptInSandbox, ScriptResult } from "../running/run-script.ts";
import type { LiveRun } from "./run-book.ts";

export type RunScript = (run: LiveRun, script: LabScript, signal?: AbortSignal) => Promise<ScriptResult>;

/**
 * Runs an author's script on its node of a learner's run, with the run's variables; ended when the run's sandboxes go back or
 * its session ends. Rejects with node.not-found when the learner removed the node, and as driver.exec does.
 */
export function createRunScript(options: {
  machines: Machines;
  sessions: SessionBook;
  runScript: typeof runScriptInSandbox;
}): RunScript {
  const { machines, sessions, runScript } = options;
  return async (run, script, signal) => {
    const live = sessions.get(run.record.sessionId);
    const node = live?.record.nodes.find(({ name }) => name === script.node);
    if (!node) throw new AppError("node.not-found");
    return runScript({
      driver: machines.require().driver,
      sandboxId: node.sandboxId,
      script,
      environment: { ...run.record.variables, ...run.lab.environment },
      signal: signal ? AbortSignal.any([signal, run.eraEnd.signal]) : run.eraEnd.signal,
    });
  };
}
