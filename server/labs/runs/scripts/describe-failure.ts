import type { LabScript } from "../../model/lab.ts";
import type { ScriptResult } from "../../running/run-script.ts";
import { scriptProblem } from "../../running/script-problem.ts";
import { lastLines } from "../checks/last-lines.ts";

/** How a script failed, with its last lines, for whoever is in the lab; null where it did not. */
export function describeFailure(
  script: Pick<LabScript, "file" | "timeoutMs">,
  end: ScriptResult,
): string | null {
  const problem = scriptProblem(end, script.timeoutMs);
  if (problem === null) return null;
  const said = lastLines(end.output, 5);
  return `${script.file} ${problem}.${said === "" ? "" : `\n${said}`}`;
}
