import { AppError } from "../../../../runtime/common/app-error.ts";
import type { LabSolutionView, LabStepView, LabText } from "../../../../runtime/protocol/index.ts";
import type { LiveRun } from "../run-book.ts";
import type { FillScript } from "../scripts/fill-script.ts";
import { pageScripts } from "../scripts/page-scripts.ts";
import type { LabTexts } from "./lab-texts.ts";
import { labWords } from "./lab-words.ts";
import type { QuizDesk } from "./quiz-desk.ts";

export interface StepPagesOptions {
  texts: LabTexts;
  quizzes: QuizDesk;
  fill: FillScript;
}

/** The words of a lab in the middle of a run, with its learner's variables and the addresses of their nodes. */
export function createStepPages({ texts, quizzes, fill }: StepPagesOptions) {
  const words = (run: LiveRun) => labWords(run.lab, run.record.language);

  /** Told once, to the first page that asks. */
  function takeForeground(run: LiveRun, index: number): string | null {
    const script = run.foreground.delete(index) ? pageScripts(run.lab, index).foreground : null;
    return script && fill(run, script.text);
  }

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
          foreground: takeForeground(run, index),
        };
      }
      const own = run.lab.steps[index];
      const shown = step.hints.slice(0, run.record.steps[index]?.hintsShown ?? 0);
      const { text } = await texts.ofRun(run, step.text);
      const said = run.hintsSaid.get(index);
      const hints = await Promise.all(
        [...shown, ...(said ? [said] : [])].map(async (hint) => (await texts.ofRun(run, hint)).text),
      );
      const views = await quizzes.views(run, index);
      return {
        index,
        title: step.title,
        text,
        hints,
        hintCount: step.hints.length + (own?.hintScript ? 1 : 0),
        hasSolution: own?.solution != null,
        quizzes: views,
        foreground: takeForeground(run, index),
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
