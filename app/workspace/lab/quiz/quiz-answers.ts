import type {
  QuizAnswer,
  QuizAnswers,
  QuizQuestionView,
  QuizView,
} from "../../../../runtime/protocol/index.ts";

function blankAnswer({ kind, options }: QuizQuestionView): QuizAnswer {
  if (kind === "text") return "";
  return kind === "ordered" ? options.map(({ id }) => id) : [];
}

/** Whether an answer is of the kind that its question asks for, with options that it still has. */
function fits(question: QuizQuestionView, answer: QuizAnswer): boolean {
  if (typeof answer === "string") return question.kind === "text";
  if (question.kind === "text") return false;
  const known = answer.every((id) => question.options.some((option) => option.id === id));
  return known && (question.kind !== "ordered" || new Set(answer).size === question.options.length);
}

/**
 * Where a learner is with a quiz. A try of a timed one is open from its opening to its hand-in, whichever tab did either and
 * however often the page was reloaded; that an untimed one is tried `again` is known to its tab alone.
 */
export function quizStage(
  { timeLimitSeconds, endsAt, result }: Pick<QuizView, "timeLimitSeconds" | "endsAt" | "result">,
  again: boolean,
): "closed" | "trying" | "marked" {
  if (timeLimitSeconds === null) return result === null || again ? "trying" : "marked";
  if (endsAt !== null) return "trying";
  return result === null ? "closed" : "marked";
}

/** What the form begins with: what was kept, else what was given last, else nothing. */
export function beginAnswers(quiz: QuizView, kept: QuizAnswers): QuizAnswers {
  const given = new Map(quiz.result?.answers.map((answer) => [answer.questionId, answer.given]));
  return Object.fromEntries(
    quiz.questions.map((question) => {
      const answer =
        (Object.hasOwn(kept, question.id) ? kept[question.id] : undefined) ?? given.get(question.id);
      return [question.id, answer && fits(question, answer) ? answer : blankAnswer(question)];
    }),
  );
}

/** How many questions have no answer yet; an order is always one. */
export const unanswered = (quiz: QuizView, answers: QuizAnswers): number =>
  quiz.questions.filter(({ id, kind }) => {
    const answer = answers[id];
    return (
      kind !== "ordered" &&
      (answer === undefined || (typeof answer === "string" ? answer.trim() : answer).length === 0)
    );
  }).length;

/** An order with one of its lines moved a place up or down; the same where it is at the end already. */
export function moveLine(order: readonly string[], id: string, by: 1 | -1): string[] {
  const from = order.indexOf(id);
  const to = from + by;
  const moved = [...order];
  if (from < 0 || to < 0 || to >= order.length) return moved;
  moved.splice(from, 1);
  moved.splice(to, 0, id);
  return moved;
}
