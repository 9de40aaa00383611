import type { CheckResult } from "../../../../runtime/protocol/index.ts";
import { plainTail } from "./plain-tail.ts";

/** How a check's script ended. */
export interface ScriptEnd {
  exitCode: number;
  output: string;
  timedOut: boolean;
}

/** What a check that ran has shown. `broken`: it did not come to a judgement, and the learner is not to blame. */
export function judgeCheck(
  end: ScriptEnd,
  { passLine, timeoutMs }: { passLine: string | null; timeoutMs: number },
): Pick<CheckResult, "state" | "found"> {
  const lines = plainTail(end.output, 1000).split("\n");
  const told = passLine === null ? lines : lines.filter((line) => line.trim() !== passLine);
  const found = told.slice(-20).join("\n").trim();
  if (end.timedOut) {
    const late = `The check did not end within ${Math.round(timeoutMs / 1000)} seconds.`;
    return { state: "broken", found: found === "" ? late : `${found}\n${late}` };
  }
  // -1: the sandbox or the way to it went.
  if (end.exitCode < 0) return { state: "broken", found: "The sandbox did not answer. Try again." };
  const passed = end.exitCode === 0 && (passLine === null || told.length < lines.length);
  return { state: passed ? "passed" : "failed", found };
}
