import type { LabCheck } from "../model/lab.ts";
import type { ScriptResult } from "../running/run-script.ts";
import { scriptProblem } from "../running/script-problem.ts";

export interface CheckOutcome {
  /** `broken`: the check itself did not work, which says nothing of what it looks at. */
  state: "passed" | "failed" | "broken";
  /** How, in words that follow "The check". */
  words: string;
  output: string;
}

/** What a check's run means. A command that does not exist, a time that is over or a killed script is the author's defect. */
export function judgeCheck(
  { script, passLine }: Pick<LabCheck, "script" | "passLine">,
  result: ScriptResult,
): CheckOutcome {
  const { exitCode, output } = result;
  const problem = scriptProblem(result, script.timeoutMs);
  if (problem === null) {
    const said = passLine === null || output.split("\n").some((line) => line.trim() === passLine);
    return said
      ? { state: "passed", words: "passes", output }
      : { state: "failed", words: `ended well without printing ${passLine}`, output };
  }
  const broken = exitCode < 0 || exitCode === 126 || exitCode === 127 || exitCode > 128;
  return { state: broken ? "broken" : "failed", words: problem, output };
}
