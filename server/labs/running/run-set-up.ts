import type { LabScript } from "../model/lab.ts";
import type { ScriptResult } from "./run-script.ts";
import { scriptProblem } from "./script-problem.ts";

/**
 * What a node's set-up may take as a whole. Whoever waits for it spends the time of a session on that, an hour where nobody says
 * otherwise: after half of it a lab is better mended than waited for. And of what people brought only two are set up at once.
 */
export const SET_UP_LIMIT_MS = 30 * 60_000;

export interface SetUpFailure {
  script: LabScript;
  /** 0-based, among the scripts given. */
  index: number;
  /** Plain words that follow "The script". */
  problem: string;
  output: string;
}

/**
 * Runs the set-up scripts of one node one after another until one fails, within their own times and that of the whole. `run` is
 * given each with the time that it may take; rejects as it does.
 */
export async function runSetUp(options: {
  scripts: LabScript[];
  run: (script: LabScript, index: number) => Promise<ScriptResult>;
  now: () => number;
}): Promise<SetUpFailure | null> {
  const { scripts, run, now } = options;
  const endsAtMs = now() + SET_UP_LIMIT_MS;
  for (const [index, script] of scripts.entries()) {
    const leftMs = Math.max(1, endsAtMs - now());
    const timeoutMs = Math.min(script.timeoutMs, leftMs);
    const end = await run({ ...script, timeoutMs }, index);
    const problem =
      end.timedOut && timeoutMs < script.timeoutMs
        ? `was running when the ${SET_UP_LIMIT_MS / 60_000} minutes were over that a set-up may take as a whole, and was ended`
        : scriptProblem(end, script.timeoutMs);
    if (problem !== null) return { script, index, problem, output: end.output };
  }
  return null;
}
