import { AppError } from "../../../../runtime/common/app-error.ts";
import { scriptProblem } from "../../running/script-problem.ts";
import type { LiveRun, RunBook } from "../run-book.ts";
import type { RunScript } from "./run-script-in-run.ts";
import { logNameOf } from "./script-log.ts";

export interface AskHintScriptOptions {
  book: RunBook;
  runScript: RunScript;
  now: () => number;
}

/**
 * Asks the present step's script for a hint, by the seconds that its learner has spent on the step; what it prints is kept in
 * the run. Rejects with lab.no-hint when it prints nothing, and as the sandbox does.
 */
export async function askHintScript(
  run: LiveRun,
  { book, runScript, now }: AskHintScriptOptions,
): Promise<void> {
  const { current } = run.record;
  const { steps } = run.lab;
  const script = steps[current]?.hintScript;
  if (!script) throw new AppError("lab.no-hint");
  const seconds = Math.max(0, Math.floor((now() - run.atStepSinceMs) / 1000));
  const end = await book.whileBusy(run, "Asking the author's script for a hint", () =>
    runScript(run, script, {
      as: logNameOf(current, steps.length, "hint"),
      arguments: [String(seconds)],
      stdoutOnly: true,
    }),
  );
  const markdown = end.output.trim();
  if (markdown !== "") {
    run.hintsSaid.set(current, { markdown, file: script.file, lineOffset: 0 });
    return;
  }
  // `[ "$1" -gt 60 ] && echo …` ends with 1 as long as it is too early.
  const problem = end.exitCode === 1 ? null : scriptProblem(end, script.timeoutMs);
  if (problem === null) throw new AppError("lab.no-hint");
  throw new AppError("lab.no-hint", { userMessage: `The author's script for a hint ${problem}.` });
}
