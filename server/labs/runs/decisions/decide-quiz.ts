import type { Quiz } from "../../model/quiz.ts";
import type { QuizRecord } from "../run-record.ts";

export const untriedQuiz = (step: number, quizId: string): QuizRecord => ({
  step,
  quizId,
  openedAtMs: null,
  attempts: 0,
  mark: null,
});

/** Opening a quiz: the time of a timed one begins, anew once it is over; one that is open goes on. */
export function decideOpen(
  quiz: Pick<Quiz, "timeLimitSeconds">,
  known: QuizRecord,
  nowMs: number,
): QuizRecord {
  const { openedAtMs } = known;
  const limitMs = (quiz.timeLimitSeconds ?? Number.POSITIVE_INFINITY) * 1000;
  const goesOn = openedAtMs !== null && nowMs < openedAtMs + limitMs;
  return goesOn ? known : { ...known, openedAtMs: nowMs };
}

/** Whether answers are taken: a timed quiz must have been opened. */
export const takesAnswers = (quiz: Pick<Quiz, "timeLimitSeconds">, { openedAtMs }: QuizRecord): boolean =>
  quiz.timeLimitSeconds === null || openedAtMs !== null;
