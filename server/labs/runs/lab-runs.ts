import { AppError } from "../../../runtime/common/app-error.ts";
import type {
  LabRunView,
  LabSolutionView,
  LabStepView,
  LabText,
  Language,
  LearnerId,
  QuizAnswers,
  QuizView,
  SessionId,
} from "../../../runtime/protocol/index.ts";
import type { LiveSession } from "../../sessions/session-book.ts";
import type { SessionService } from "../../sessions/session-service.ts";
import type { Lab } from "../model/lab.ts";
import type { AutoChecks } from "./checks/auto-checks.ts";
import type { CheckRunner } from "./checks/check-runner.ts";
import { languagesOf } from "./pages/lab-words.ts";
import type { QuizDesk } from "./pages/quiz-desk.ts";
import type { StepPages } from "./pages/step-pages.ts";
import { type LiveRun, type RunBook, untriedChecks } from "./run-book.ts";
import { toRunView } from "./run-view.ts";
import type { StepKeeper } from "./steps/step-keeper.ts";

export interface LabRunsOptions {
  service: Pick<SessionService, "own" | "touch">;
  /** The lab as it is now. */
  labOf: (slug: string) => Lab | undefined;
  book: RunBook;
  keeper: StepKeeper;
  checks: CheckRunner;
  autoChecks: AutoChecks;
  quizzes: QuizDesk;
  pages: StepPages;
  /** Asks the present step's script for a hint. */
  askHint: (run: LiveRun) => Promise<void>;
  now: () => number;
}

const MOST_VARIABLES = 100;

/** What a learner does in a lab. Every method checks whose the session is, and rejects with lab.none when it runs no lab. */
export function createLabRuns(options: LabRunsOptions) {
  const { service, labOf, book, keeper, checks, autoChecks, quizzes, pages, askHint, now } = options;

  const view = (run: LiveRun): LabRunView =>
    toRunView(run, { outdated: labOf(run.record.slug)?.digest !== run.lab.digest, nowMs: now() });

  async function own(learnerId: LearnerId, sessionId: SessionId): Promise<LiveRun> {
    await service.own(learnerId, sessionId);
    const run = book.get(sessionId);
    if (!run) throw new AppError("lab.none");
    return run;
  }

  /** For what a learner does: it keeps the session from being taken for idle. */
  async function act(learnerId: LearnerId, sessionId: SessionId): Promise<LiveRun> {
    const run = await own(learnerId, sessionId);
    const live = await service.own(learnerId, sessionId);
    if (live.record.state !== "ready" || run.record.setupState === "waiting") {
      throw new AppError("session.not-ready");
    }
    service.touch(live);
    return run;
  }

  const presentStep = (run: LiveRun) => {
    const step = run.record.steps[run.record.current];
    if (!step) throw new AppError("input.invalid", { userMessage: "The lab is finished: this is no step." });
    return step;
  };

  return {
    async view(learnerId: LearnerId, sessionId: SessionId): Promise<LabRunView> {
      return view(await own(learnerId, sessionId));
    },
    async intro(learnerId: LearnerId, sessionId: SessionId): Promise<LabText> {
      return pages.intro(await own(learnerId, sessionId));
    },
    async step(learnerId: LearnerId, sessionId: SessionId, index: number): Promise<LabStepView> {
      return pages.step(await own(learnerId, sessionId), index);
    },
    async enter(learnerId: LearnerId, sessionId: SessionId, index: number): Promise<LabRunView> {
      const run = await act(learnerId, sessionId);
      await keeper.enter(run, index);
      return view(run);
    },
    /** Rejects with lab.busy while the sandboxes go back to an earlier step. */
    async check(learnerId: LearnerId, sessionId: SessionId): Promise<LabRunView> {
      const run = await act(learnerId, sessionId);
      if (keeper.isRestoring(run)) throw new AppError("lab.busy");
      await checks.check(run);
      return view(run);
    },
    /**
     * Shows one more; when all have been shown, they stay as they are. The last may be a script's: then this rejects with lab.no-hint
     * while it has nothing to say.
     */
    async hint(learnerId: LearnerId, sessionId: SessionId): Promise<LabStepView> {
      const run = await act(learnerId, sessionId);
      const { current } = run.record;
      const step = presentStep(run);
      const count = run.lab.steps[current]?.hints.length ?? 0;
      if (step.hintsShown >= count && run.lab.steps[current]?.hintScript) {
        if (keeper.isRestoring(run)) throw new AppError("lab.busy");
        if (!run.hintsSaid.has(current)) await askHint(run);
      } else {
        step.hintsShown = Math.min(count, step.hintsShown + 1);
        await book.save(run);
      }
      return pages.step(run, current);
    },
    async solution(learnerId: LearnerId, sessionId: SessionId): Promise<LabSolutionView> {
      const run = await act(learnerId, sessionId);
      const step = presentStep(run);
      const solution = await pages.solution(run, run.record.current);
      step.solutionShown = true;
      await book.save(run);
      return solution;
    },
    async restore(learnerId: LearnerId, sessionId: SessionId, index: number): Promise<LabRunView> {
      const run = await act(learnerId, sessionId);
      await keeper.restore(run, index);
      return view(run);
    },
    async openQuiz(learnerId: LearnerId, sessionId: SessionId, quizId: string): Promise<QuizView> {
      return quizzes.open(await act(learnerId, sessionId), quizId);
    },
    async answerQuiz(
      learnerId: LearnerId,
      sessionId: SessionId,
      quizId: string,
      answers: QuizAnswers,
    ): Promise<QuizView> {
      const run = await act(learnerId, sessionId);
      const answered = await quizzes.answer(run, quizId, answers);
      await checks.settle(run);
      return answered;
    },
    async setVariables(
      learnerId: LearnerId,
      sessionId: SessionId,
      values: Record<string, string>,
    ): Promise<LabRunView> {
      const run = await act(learnerId, sessionId);
      const variables = { ...run.record.variables, ...values };
      if (Object.keys(variables).length > MOST_VARIABLES) {
        throw new AppError("input.invalid", {
          userMessage: `A lab has at most ${MOST_VARIABLES} variables.`,
        });
      }
      run.record.variables = variables;
      await book.save(run);
      return view(run);
    },
    /** Rejects with input.invalid when the lab has no such language. */
    async setLanguage(learnerId: LearnerId, sessionId: SessionId, language: Language): Promise<LabRunView> {
      const run = await own(learnerId, sessionId);
      if (!languagesOf(run.lab).includes(language)) {
        throw new AppError("input.invalid", { userMessage: "This lab is not there in that language." });
      }
      run.record.language = language;
      // Hints are in the other language.
      run.checks = untriedChecks(run.lab, run.record.current);
      await book.save(run);
      return view(run);
    },
    /** Tells a page of the session's lab, now and after every change, until what it answers is called. Nothing for a session without one. */
    follow(live: LiveSession, tell: (run: LabRunView) => void): () => void {
      const run = book.get(live.record.id);
      if (!run) return () => undefined;
      const unfollow = book.onChange((changed) => {
        if (changed === run) tell(view(run));
      });
      const detach = autoChecks.attach(run, live);
      tell(view(run));
      return () => {
        unfollow();
        detach();
      };
    },
  };
}

export type LabRuns = ReturnType<typeof createLabRuns>;
