import { AppError } from "../../../../runtime/common/app-error.ts";
import type { LabSolutionView, LabStepView, LabText } from "../../../../runtime/protocol/index.ts";
import type { LiveRun } from "../run-book.ts";
import type { LabTexts } from "./lab-texts.ts";
import { labWords } from "./lab-words.ts";
import type { QuizDesk } from "./quiz-desk.ts";

export interface StepPagesOptions {
  texts: LabTexts;
  quizzes: QuizDesk;
}

/** The words of a lab in the middle of a run, with its learner's variables and the addresses of their nodes. */
export function createStepPages({ texts, quizzes }: StepPagesOptions) {
  const words = (run: LiveRun) => labWords(run.lab, run.record.language);

  return {
    intro: async (run: LiveRun): Promise<LabText> => (await texts.ofRun(run, words(run).intro)).text,
    /**
     * A step's page; that of the index after the last step is the finish. The foreground command is told once, to the first
     * page that asks. Rejects with input.invalid.
     */
    async step(run: LiveRun, index: number): Promise<LabStepView> {
      const { title, finish, steps } = words(run);
      const step = steps[index];
      if (!step) {
        if (index !== steps.length)
          throw new AppError("input.invalid", { userMessage: "This lab has no such step." });
        const { text } = await texts.ofRun(run, finish);
        return {
          index,
          title,
          text,
          hints: [],
          hintCount: 0,
          hasSolution: false,
          quizzes: [],
          foreground: null,
        };
      }
      const own = run.lab.steps[index];
      const shown = step.hints.slice(0, run.record.steps[index]?.hintsShown ?? 0);
      const { text } = await texts.ofRun(run, step.text);
      const hints = await Promise.all(shown.map(async (hint) => (await texts.ofRun(run, hint)).text));
      const views = await quizzes.views(run, index);
      const foreground = run.foreground.delete(index) ? (own?.foreground?.text ?? null) : null;
      return {
        index,
        title: step.title,
        text,
        hints,
        hintCount: step.hints.length,
        hasSolution: own?.solution != null,
        quizzes: views,
        foreground,
      };
    },
    /** Rejects with lab.no-solution. */
    async solution(run: LiveRun, index: number): Promise<LabSolutionView> {
      const solution = run.lab.steps[index]?.solution;
      if (!solution) throw new AppError("lab.no-solution");
      return { text: (await texts.ofRun(run, solution.text)).text };
    },
  };
}

export type StepPages = ReturnType<typeof createStepPages>;
