import { AppError, isAppError } from "../../../../runtime/common/app-error.ts";
import { oneByOne } from "../../../../runtime/common/one-by-one.ts";
import type { LabSolutionView, LabStepView, LabText } from "../../../../runtime/protocol/index.ts";
import type { LiveRun } from "../run-book.ts";
import type { FillScript } from "../scripts/fill-script.ts";
import { pageScripts } from "../scripts/page-scripts.ts";
import type { LabTexts } from "./lab-texts.ts";
import { labWords } from "./lab-words.ts";
import { createPageRoom } from "./page-room.ts";
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

  /** What the step's script said when it was asked for a hint. A text that cannot be shown is forgotten: the page is there without it. */
  async function saidHint(run: LiveRun, index: number, room: (text: LabText) => LabText): Promise<LabText[]> {
    const said = run.hintsSaid.get(index);
    if (!said) return [];
    try {
      return [room((await texts.ofSandbox(run, said)).text)];
    } catch (error) {
      if (isAppError(error) && error.code === "lab.text-refused") run.hintsSaid.delete(index);
      throw error;
    }
  }

  return {
    intro: async (run: LiveRun): Promise<LabText> => (await texts.ofRun(run, words(run).intro)).text,
    /**
     * A step's page; that of the index after the last step is the finish. The foreground command is told once, to the first
     * page that asks. Rejects with input.invalid, and with lab.text-refused when there is too much on it.
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
      const room = createPageRoom();
      const text = room((await texts.ofRun(run, step.text)).text);
      const hints = await oneByOne(shown, async (hint) => room((await texts.ofRun(run, hint)).text));
      const views = room(await quizzes.views(run, index));
      hints.push(...(await saidHint(run, index, room)));
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
