import type { LabSource } from "../model/lab.ts";
import type { Quiz, QuizQuestion } from "../model/quiz.ts";
import type { QuizMark } from "./mark-quiz.ts";
import { orderedOptions, type ShownOption } from "./ordered-options.ts";

/** Where a learner stands with a quiz. */
export interface QuizState {
  /** Of this learner's run: mixes the options, and is told to nobody. */
  seed: string;
  openedAtMs: number | null;
  attempts: number;
  /** The newest try. */
  mark: QuizMark | null;
}

export interface QuestionSheet {
  id: string;
  kind: QuizQuestion["kind"];
  text: LabSource;
  options: ShownOption[];
}

/**
 * What a learner is told of a quiz: nothing in it says which answers are right, and of a timed one that was never opened how many
 * questions there are, and no more. Texts are not rendered yet.
 */
export interface QuizSheet {
  id: string;
  title: string;
  questions: QuestionSheet[];
  timeLimitSeconds: number | null;
  endsAtMs: number | null;
  required: boolean;
  attempts: number;
  result: {
    score: number;
    total: number;
    late: boolean;
    answers: (QuizMark["answers"][number] & { explanation: LabSource | null })[];
  } | null;
}

export function viewQuiz(quiz: Quiz, state: QuizState): QuizSheet {
  const { timeLimitSeconds } = quiz;
  const isTimed = timeLimitSeconds !== null && state.openedAtMs !== null;
  const isClosed = timeLimitSeconds !== null && state.openedAtMs === null && state.mark === null;
  return {
    id: quiz.id,
    title: quiz.title,
    questions: quiz.questions.map((question) => ({
      id: question.id,
      kind: question.kind,
      text: isClosed ? { ...question.text, markdown: "" } : question.text,
      options: isClosed ? [] : optionsOf(question, state.seed),
    })),
    timeLimitSeconds,
    endsAtMs: isTimed ? (state.openedAtMs ?? 0) + timeLimitSeconds * 1000 : null,
    required: quiz.required,
    attempts: state.attempts,
    result: state.mark && told(quiz, state.mark),
  };
}

function optionsOf(question: QuizQuestion, seed: string): ShownOption[] {
  if (question.kind === "text") return [];
  if (question.kind === "ordered") return orderedOptions(question, seed);
  return question.options.map(({ id, text }) => ({ id, text }));
}

/** An explanation may give the answer away: it is told of what is right, and of the rest once every question was tried. */
function told(quiz: Quiz, mark: QuizMark): QuizSheet["result"] {
  const explanations = new Map(quiz.questions.map(({ id, explanation }) => [id, explanation]));
  // The author may have changed the quiz since: a question that is gone has nothing to be told.
  const answers = mark.answers.filter(({ questionId }) => explanations.has(questionId));
  const allTried = answers.every(({ given }) => given !== null);
  return {
    score: mark.score,
    total: mark.total,
    late: mark.late,
    answers: answers.map((answer) => ({
      ...answer,
      explanation: answer.correct || allTried ? (explanations.get(answer.questionId) ?? null) : null,
    })),
  };
}
