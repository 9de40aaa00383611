import { AppError } from "../../../../runtime/common/app-error.ts";
import { oneByOne } from "../../../../runtime/common/one-by-one.ts";
import type { QuizAnswers, QuizView } from "../../../../runtime/protocol/index.ts";
import type { Lab } from "../../model/lab.ts";
import type { Quiz } from "../../model/quiz.ts";
import { markQuiz } from "../../quizzes/mark-quiz.ts";
import { decideOpen, takesAnswers, untriedQuiz } from "../decisions/decide-quiz.ts";
import type { LiveRun, RunBook } from "../run-book.ts";
import type { QuizRecord } from "../run-record.ts";
import type { LabTexts } from "./lab-texts.ts";
import { labWords } from "./lab-words.ts";

export interface QuizDeskOptions {
  texts: LabTexts;
  book: RunBook;
  now: () => number;
}

/** Opens, marks and shows quizzes of the steps: those after the text and those that stand in it. */
export function createQuizDesk({ texts, book, now }: QuizDeskOptions) {
  /** Which quizzes stand in a text is known once it is rendered; the same for all who read it. */
  const inTexts = new WeakMap<Lab, Map<string, Promise<Quiz[]>>>();

  async function quizzesOf(run: LiveRun, step: number): Promise<Quiz[]> {
    const { lab, record } = run;
    const words = labWords(lab, record.language).steps[step];
    if (!words) return [];
    const known = inTexts.get(lab) ?? new Map<string, Promise<Quiz[]>>();
    inTexts.set(lab, known);
    const key = `${record.language} ${step}`;
    const inText = known.get(key) ?? texts.ofRun(run, words.text).then(({ quizzes }) => quizzes);
    known.set(key, inText);
    inText.catch(() => known.delete(key));
    return [...(await inText), ...words.quizzes];
  }

  const recordOf = (run: LiveRun, step: number, quizId: string): QuizRecord =>
    run.record.quizzes.find((one) => one.step === step && one.quizId === quizId) ?? untriedQuiz(step, quizId);

  const put = (run: LiveRun, changed: QuizRecord) => {
    const isSame = (one: QuizRecord) => one.step === changed.step && one.quizId === changed.quizId;
    run.record.quizzes = [...run.record.quizzes.filter((one) => !isSame(one)), changed];
  };

  const seedOf = (run: LiveRun) => run.record.id;
  const view = (run: LiveRun, step: number, quiz: Quiz) => {
    const { openedAtMs, attempts, mark } = recordOf(run, step, quiz.id);
    return texts.quiz(run, quiz, { seed: seedOf(run), openedAtMs, attempts, mark });
  };

  async function find(run: LiveRun, step: number, quizId: string): Promise<Quiz> {
    const quiz = (await quizzesOf(run, step)).find(({ id }) => id === quizId);
    if (!quiz) throw new AppError("lab.no-quiz");
    return quiz;
  }

  return {
    async views(run: LiveRun, step: number): Promise<QuizView[]> {
      return oneByOne(await quizzesOf(run, step), (quiz) => view(run, step, quiz));
    },
    /** Whether each required quiz of a step was answered right. */
    async required(run: LiveRun, step: number): Promise<{ right: boolean }[]> {
      const quizzes = (await quizzesOf(run, step)).filter(({ required }) => required);
      return quizzes.map(({ id }) => ({ right: recordOf(run, step, id).mark?.passed ?? false }));
    },
    /** Of the present step. Rejects with lab.no-quiz. */
    async open(run: LiveRun, quizId: string): Promise<QuizView> {
      const step = run.record.current;
      const quiz = await find(run, step, quizId);
      put(run, decideOpen(quiz, recordOf(run, step, quizId), now()));
      await book.save(run);
      return view(run, step, quiz);
    },
    /** Of the present step. Rejects with lab.no-quiz, and with lab.quiz-closed when a timed one was not opened. */
    async answer(run: LiveRun, quizId: string, answers: QuizAnswers): Promise<QuizView> {
      const step = run.record.current;
      const quiz = await find(run, step, quizId);
      const known = recordOf(run, step, quizId);
      if (!takesAnswers(quiz, known)) throw new AppError("lab.quiz-closed");
      const { openedAtMs, attempts } = known;
      const mark = markQuiz(quiz, answers, { seed: seedOf(run), openedAtMs, answeredAtMs: now() });
      // The next try of a timed one has a time of its own.
      put(run, { ...known, openedAtMs: null, attempts: attempts + 1, mark });
      await book.save(run);
      return view(run, step, quiz);
    },
  };
}

export type QuizDesk = ReturnType<typeof createQuizDesk>;
