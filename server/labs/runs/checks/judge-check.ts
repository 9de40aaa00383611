import type { CheckResult } from "../../../../runtime/protocol/index.ts";
import type { ScriptResult } from "../../running/run-script.ts";
import { scriptProblem } from "../../running/script-problem.ts";
import { lastLines } from "./last-lines.ts";

/** What a check that ran has shown. `broken`: it did not come to a judgement, and the learner is not to blame. */
export function judgeCheck(
  end: ScriptResult,
  { passLine, timeoutMs }: { passLine: string | null; timeoutMs: number },
): Pick<CheckResult, "state" | "found"> {
  const lines = end.output.split("\n");
  const told = passLine === null ? lines : lines.filter((line) => line.trim() !== passLine);
  const found = lastLines(told.join("\n"), 20);
  if (end.timedOut || end.flooded || end.exitCode < 0) {
    const problem = `The check ${scriptProblem(end, timeoutMs)}.`;
    return { state: "broken", found: found === "" ? problem : `${found}\n${problem}` };
  }
  const passed = end.exitCode === 0 && (passLine === null || told.length < lines.length);
  return { state: passed ? "passed" : "failed", found };
}
