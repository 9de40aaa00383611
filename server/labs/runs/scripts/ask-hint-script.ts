import { AppError } from "../../../../runtime/common/app-error.ts";
import type { LabScript } from "../../model/lab.ts";
import { scriptProblem } from "../../running/script-problem.ts";
import type { LiveRun, RunBook } from "../run-book.ts";
import type { RunScript } from "./run-script-in-run.ts";
import { logNameOf } from "./script-log.ts";

export interface AskHintScriptOptions {
  book: RunBook;
  runScript: RunScript;
  now: () => number;
}

/** Asks a step's script for a hint; whoever asks while it runs waits for what it says. */
export function createHintAsker({ book, runScript, now }: AskHintScriptOptions) {
  const asking = new Map<LiveRun, { step: number; said: Promise<void> }>();

  async function ask(run: LiveRun, step: number, script: LabScript): Promise<void> {
    const seconds = Math.max(0, Math.floor((now() - run.atStepSinceMs) / 1000));
    const end = await book.whileBusy(run, "Asking the author's script for a hint", () =>
      runScript(run, script, {
        as: logNameOf(step, run.lab.steps.length, "hint"),
        arguments: [String(seconds)],
        stdoutOnly: true,
      }),
    );
    const markdown = end.output.trim();
    if (markdown !== "") {
      run.hintsSaid.set(step, { markdown, file: script.file, lineOffset: 0 });
      return;
    }
    // `[ "$1" -gt 60 ] && echo …` ends with 1 as long as it is too early.
    const problem = end.exitCode === 1 ? null : scriptProblem(end, script.timeoutMs);
    if (problem === null) throw new AppError("lab.no-hint");
    throw new AppError("lab.no-hint", { userMessage: `The author's script for a hint ${problem}.` });
  }

  /**
   * Asks the present step's script, by the seconds that its learner has spent on the step; what it prints is kept in the run.
   * Rejects with lab.no-hint when it prints nothing, with lab.busy while another step's runs, and as the sandbox does.
   */
  return (run: LiveRun): Promise<void> => {
    const step = run.record.current;
    const script = run.lab.steps[step]?.hintScript;
    if (!script) return Promise.reject(new AppError("lab.no-hint"));
    const known = asking.get(run);
    if (known) return known.step === step ? known.said : Promise.reject(new AppError("lab.busy"));
    const said = ask(run, step, script).finally(() => asking.delete(run));
    asking.set(run, { step, said });
    return said;
  };
}
