import { oneByOne } from "../../../runtime/common/one-by-one.ts";
import type { LabText, QuizView } from "../../../runtime/protocol/index.ts";
import type { LabSource } from "../model/lab.ts";
import type { Quiz } from "../model/quiz.ts";
import { type QuizState, viewQuiz } from "./view-quiz.ts";

/** The page's view of a quiz; `text` renders by the rules of its lab. */
export async function renderQuizView(
  text: (source: LabSource) => Promise<LabText>,
  quiz: Quiz,
  state: QuizState,
): Promise<QuizView> {
  const sheet = viewQuiz(quiz, state);
  const questions = await oneByOne(sheet.questions, async (question) => ({
    id: question.id,
    kind: question.kind,
    text: await text(question.text),
    options: await oneByOne(question.options, async (option) => ({
      id: option.id,
      text: inLine(await text(option.text)),
    })),
  }));
  const answers = await oneByOne(sheet.result?.answers ?? [], async ({ explanation, ...answer }) => ({
    ...answer,
    explanation: explanation ? await text(explanation) : [],
  }));
  return {
    id: sheet.id,
    title: sheet.title,
    questions,
    timeLimitSeconds: sheet.timeLimitSeconds,
    endsAt: sheet.endsAtMs === null ? null : new Date(sheet.endsAtMs).toISOString(),
    result: sheet.result && { ...sheet.result, answers },
    attempts: sheet.attempts,
    required: sheet.required,
  };
}

/** An option is a label: its only paragraph is the text itself. */
function inLine(text: LabText): LabText {
  const [only] = text;
  const isParagraph = text.length === 1 && typeof only === "object" && only.tag === "p";
  return isParagraph ? (only.children ?? []) : text;
}
