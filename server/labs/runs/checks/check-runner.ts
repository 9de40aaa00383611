import type { Logger } from "../../../../runtime/common/logger.ts";
import type { LabCheck } from "../../model/lab.ts";
import type { ScriptResult } from "../../running/run-script.ts";
import { decideAfterCheck } from "../decisions/decide-after-check.ts";
import type { LabTexts } from "../pages/lab-texts.ts";
import { labWords } from "../pages/lab-words.ts";
import type { CheckState, LiveRun, RunBook } from "../run-book.ts";
import type { RunScript } from "../run-script-in-run.ts";
import { judgeCheck } from "./judge-check.ts";

export interface CheckRunnerOptions {
  book: RunBook;
  texts: LabTexts;
  runScript: RunScript;
  /** Whether each required quiz of a step was answered right. */
  requiredQuizzes: (run: LiveRun, step: number) => Promise<{ right: boolean }[]>;
  now: () => number;
  log: Logger;
}

export interface CheckRunner {
  /** Runs the checks of the present step, or joins those that run. Resolves when all have been judged; never rejects for a check's sake. */
  check(run: LiveRun): Promise<void>;
  isChecking(run: LiveRun): boolean;
  /** The step may be proven without a check having run: a quiz was answered. */
  settle(run: LiveRun): Promise<void>;
}

/** Runs checks, one after another, and passes the step that they prove. */
export function createCheckRunner(options: CheckRunnerOptions): CheckRunner {
  const { book, texts, runScript, requiredQuizzes, now, log } = options;
  const running = new Map<LiveRun, { checks: CheckState[]; end: AbortController; work: Promise<void> }>();

  async function settle(run: LiveRun): Promise<void> {
    const { current } = run.record;
    const step = run.record.steps[current];
    if (!step) return;
    const quizzes = await requiredQuizzes(run, current);
    if (run.record.current !== current || run.record.steps[current] !== step) return;
    const state = decideAfterCheck(step.state, run.checks, quizzes);
    if (state === step.state) return;
    Object.assign(step, { state, passedAtMs: now() });
    log.info({
      event: "lab.step-passed",
      sessionId: run.record.sessionId,
      slug: run.record.slug,
      step: current,
    });
    await book.save(run);
  }

  async function runOne(
    run: LiveRun,
    check: LabCheck,
    index: number,
    signal: AbortSignal,
  ): Promise<Partial<CheckState>> {
    const end: ScriptResult = await runScript(run, check.script, signal).catch((error) => {
      log.warn({ event: "lab.check-failed", sessionId: run.record.sessionId, err: error });
      return { exitCode: -1, output: "", truncated: false, timedOut: false, flooded: false };
    });
    const { passLine, script } = check;
    const judged = judgeCheck(end, { passLine, timeoutMs: script.timeoutMs });
    const source = labWords(run.lab, run.record.language).steps[run.record.current]?.checkHints[index];
    const hint = judged.state === "failed" && source ? (await texts.ofRun(run, source)).text : [];
    return { ...judged, hint, checkedAt: new Date(now()).toISOString() };
  }

  async function checkAll(run: LiveRun, signal: AbortSignal): Promise<void> {
    const { era, checks } = run;
    const step = run.lab.steps[run.record.current];
    const isWanted = () => run.era === era && run.checks === checks;
    for (const [index, check] of (step?.checks ?? []).entries()) {
      const shown = checks[index];
      if (!shown || !isWanted()) return;
      const before = shown.state;
      shown.state = "running";
      book.changed(run);
      const judged = await runOne(run, check, index, signal);
      // Cut off because the learner went elsewhere: it says nothing of the step.
      if (isWanted()) Object.assign(shown, judged);
      else shown.state = before;
    }
    if (!isWanted()) return;
    book.changed(run);
    await settle(run);
  }

  return {
    check(run) {
      const known = running.get(run);
      if (known?.checks === run.checks) return known.work;
      // Of a step that the learner has left.
      known?.end.abort();
      const end = new AbortController();
      const work = checkAll(run, end.signal).finally(() => {
        if (running.get(run)?.work === work) running.delete(run);
      });
      running.set(run, { checks: run.checks, end, work });
      return work;
    },
    isChecking: (run) => running.has(run),
    settle,
  };
}
