import { errorRegistry, isAppError } from "../../../../runtime/common/app-error.ts";
import type { Logger } from "../../../../runtime/common/logger.ts";
import type { LabText } from "../../../../runtime/protocol/index.ts";
import type { LabCheck, LabSource } from "../../model/lab.ts";
import type { ScriptResult } from "../../running/run-script.ts";
import { decideAfterCheck } from "../decisions/decide-after-check.ts";
import type { LabTexts } from "../pages/lab-texts.ts";
import { labWords } from "../pages/lab-words.ts";
import { createPageRoom } from "../pages/page-room.ts";
import type { CheckState, LiveRun, RunBook } from "../run-book.ts";
import type { RunScript } from "../scripts/run-script-in-run.ts";
import { logNameOf } from "../scripts/script-log.ts";
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
  /**
   * Runs the checks of the present step, or joins those that run. Resolves when all have been judged; never rejects for a
   * check's sake. `quiet` tells only what has passed: nobody did anything yet that could have failed.
   */
  check(run: LiveRun, options?: { quiet?: boolean }): Promise<void>;
  isChecking(run: LiveRun): boolean;
  /** The step may be proven without a check having run: a quiz was answered. */
  settle(run: LiveRun): Promise<void>;
}

interface Checking {
  checks: CheckState[];
  quiet: boolean;
  end: AbortController;
  work: Promise<void>;
}

/** Of all hints of a step's checks: the page is told them again after every change. */
const MOST_OF_HINTS = 20_000;

/** Runs checks, one after another, and passes the step that they prove. */
export function createCheckRunner(options: CheckRunnerOptions): CheckRunner {
  const { book, texts, runScript, requiredQuizzes, now, log } = options;
  const running = new Map<LiveRun, Checking>();

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

  /** A hint that cannot be shown says so in its place. */
  async function hintOf(run: LiveRun, source: LabSource): Promise<LabText> {
    try {
      const room = createPageRoom(MOST_OF_HINTS);
      room(run.checks.map(({ hint }) => hint));
      return room((await texts.ofRun(run, source)).text);
    } catch (error) {
      log.warn({ event: "lab.hint-failed", sessionId: run.record.sessionId, err: error });
      const words = isAppError(error) ? error.userMessage : errorRegistry.internal.message;
      return [{ tag: "p", children: [words] }];
    }
  }

  async function runOne(
    run: LiveRun,
    check: LabCheck,
    index: number,
    signal: AbortSignal,
  ): Promise<Partial<CheckState>> {
    const as = logNameOf(run.record.current, run.lab.steps.length, "verify");
    const end: ScriptResult = await runScript(run, check.script, { as, signal }).catch((error) => {
      log.warn({ event: "lab.check-failed", sessionId: run.record.sessionId, err: error });
      return { exitCode: -1, output: "", truncated: false, timedOut: false, flooded: false };
    });
    const { passLine, script } = check;
    const judged = judgeCheck(end, { passLine, timeoutMs: script.timeoutMs });
    const source = labWords(run.lab, run.record.language).steps[run.record.current]?.checkHints[index];
    const hint = judged.state === "failed" && source ? await hintOf(run, source) : [];
    return { ...judged, hint, checkedAt: new Date(now()).toISOString() };
  }

  async function checkAll(run: LiveRun, signal: AbortSignal, quiet: boolean): Promise<void> {
    const { era, checks } = run;
    const step = run.lab.steps[run.record.current];
    const isWanted = () => run.era === era && run.checks === checks;
    for (const [index, check] of (step?.checks ?? []).entries()) {
      const shown = checks[index];
      if (!shown || !isWanted()) return;
      const before = { ...shown };
      if (!quiet) {
        shown.state = "running";
        book.changed(run);
      }
      const judged = await runOne(run, check, index, signal);
      // Cut off because the learner went elsewhere, or asked: it says nothing of the step.
      const tells = isWanted() && !signal.aborted && (!quiet || judged.state === "passed");
      if (!signal.aborted || !quiet) Object.assign(shown, tells ? judged : before);
      if (signal.aborted) return;
    }
    if (!isWanted()) return;
    book.changed(run);
    await settle(run);
  }

  return {
    check(run, { quiet = false } = {}) {
      const known = running.get(run);
      if (known?.checks === run.checks && (quiet || !known.quiet)) return known.work;
      // Of a step that the learner has left, or one that would not tell what it finds.
      known?.end.abort();
      const end = new AbortController();
      const work = checkAll(run, end.signal, quiet).finally(() => {
        if (running.get(run)?.work === work) running.delete(run);
      });
      running.set(run, { checks: run.checks, quiet, end, work });
      return work;
    },
    isChecking: (run) => running.has(run),
    settle,
  };
}
