import { AppError } from "../../../../runtime/common/app-error.ts";
import type { Logger } from "../../../../runtime/common/logger.ts";
import type { Machines } from "../../../hosts/machines.ts";
import type { SessionBook } from "../../../sessions/session-book.ts";
import type { LabScript } from "../../model/lab.ts";
import type { placeFiles as placeFilesInSandbox } from "../../running/place-files.ts";
import type {
  RunScriptOptions,
  runScript as runScriptInSandbox,
  ScriptResult,
} from "../../running/run-script.ts";
import type { LiveRun } from "../run-book.ts";
import type { FillScript } from "./fill-script.ts";
import { type ScriptLogName, scriptLog } from "./script-log.ts";

export interface ScriptHow extends Pick<RunScriptOptions, "signal" | "arguments" | "stdoutOnly"> {
  /** What its output is kept as in the sandbox, where the lab's dialect keeps it. */
  as: ScriptLogName;
}

export type RunScript = (run: LiveRun, script: LabScript, how: ScriptHow) => Promise<ScriptResult>;

/**
 * Runs an author's script on its node of a learner's run, with the run's variables and its placeholders filled; ended when the
 * run's sandboxes go back or its session ends. Rejects with node.not-found when the learner removed the node, and as driver.exec
 * does. What scripts of Killercoda say is kept in the sandbox a moment after this resolves; that may fail unnoticed.
 */
export function createRunScript(options: {
  machines: Machines;
  sessions: SessionBook;
  fill: FillScript;
  runScript: typeof runScriptInSandbox;
  placeFiles: typeof placeFilesInSandbox;
  now: () => number;
  log: Logger;
}): RunScript {
  const { machines, sessions, fill, runScript, placeFiles, now, log } = options;
  return async (run, script, { as, signal, ...how }) => {
    const { sessionId, variables } = run.record;
    const live = sessions.get(sessionId);
    const node = live?.record.nodes.find(({ name }) => name === script.node);
    if (!node) throw new AppError("node.not-found");
    const { sandboxId } = node;
    const { driver } = machines.require();
    const eraEnd = run.eraEnd.signal;
    const end = await runScript({
      driver,
      sandboxId,
      script: { ...script, text: fill(run, script.text) },
      environment: { ...variables, ...run.lab.environment },
      ...how,
      signal: signal ? AbortSignal.any([signal, eraEnd]) : eraEnd,
    });
    if (run.lab.dialect === "killercoda" && !signal?.aborted && !eraEnd.aborted) {
      const files = [scriptLog(as, script, end, now())];
      placeFiles({ driver, sandboxId, files, signal: eraEnd }).catch((error) =>
        log.debug({ event: "lab.output-not-kept", sessionId, err: error }),
      );
    }
    return end;
  };
}
