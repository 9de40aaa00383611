import type { QuizAnswer, QuizAnswers } from "../../../runtime/protocol/index.ts";
import type { Quiz, QuizQuestion } from "../model/quiz.ts";
import { rightOrder } from "./ordered-options.ts";
import { acceptsText } from "./text-answer.ts";

/** What came of one try. Plain data: it is kept as it is. */
export interface QuizMark {
  score: number;
  total: number;
  /** Given after the time allowed, or without opening a quiz that is timed. */
  late: boolean;
  /** All is right, and in time. */
  passed: boolean;
  answers: { questionId: string; correct: boolean; given: QuizAnswer | null }[];
}

export interface QuizTry {
  /** The one that the quiz was viewed with. */
  seed: string;
  openedAtMs: number | null;
  answeredAtMs: number;
}

/** An answer takes a moment to arrive, and a page's clock is not the server's. */
const graceMs = 5000;

/** Marks what a learner gave; what was not answered is wrong, and answers to questions that are not there are ignored. */
export function markQuiz(
  quiz: Quiz,
  answers: QuizAnswers,
  { seed, openedAtMs, answeredAtMs }: QuizTry,
): QuizMark {
  const marked = quiz.questions.map((question) => {
    const given = Object.hasOwn(answers, question.id) ? answered(answers[question.id]) : null;
    return { questionId: question.id, correct: given !== null && isCorrect(question, given, seed), given };
  });
  const score = marked.filter(({ correct }) => correct).length;
  const late =
    quiz.timeLimitSeconds !== null &&
    (openedAtMs === null || answeredAtMs > openedAtMs + quiz.timeLimitSeconds * 1000 + graceMs);
  const total = quiz.questions.length;
  return { score, total, late, passed: score === total && !late, answers: marked };
}

/** An empty answer is none. */
function answered(given: QuizAnswer | undefined): QuizAnswer | null {
  if (given === undefined) return null;
  if (typeof given === "string") return given.trim() === "" ? null : given;
  return given.length === 0 ? null : given;
}

function isCorrect(question: QuizQuestion, given: QuizAnswer, seed: string): boolean {
  if (question.kind === "text") return typeof given === "string" && acceptsText(question.accept, given);
  if (typeof given === "string") return false;
  if (question.kind === "ordered") {
    const right = rightOrder(question, seed);
    const texts = new Map(right.map(({ id, text }) => [id, text.markdown]));
    const isWhole = given.length === right.length && new Set(given).size === given.length;
    // Two lines that read the same may stand for each other.
    return isWhole && right.every(({ text }, at) => texts.get(given[at] ?? "") === text.markdown);
  }
  const right = question.options.filter(({ correct }) => correct).map(({ id }) => id);
  const chosen = new Set(given);
  return chosen.size === right.length && right.every((id) => chosen.has(id));
}
