import type { Quiz, QuizQuestion } from "../../model/quiz.ts";
import { fieldsOf, type NativeWriter } from "./native-writer.ts";

type Accepted = Extract<QuizQuestion, { kind: "text" }>["accept"][number];

/** Text that contains a word is, in the native format, a pattern that finds it. */
function answerOf({ kind, value }: Accepted): string {
  if (kind === "exact") return value;
  if (kind === "pattern") return `/${value}/`;
  return `/${value.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&")}/`;
}

function questionFields(question: QuizQuestion, writer: NativeWriter) {
  const { explanation } = question;
  const base = {
    ask: writer.words(question.text),
    explain: explanation === null ? undefined : writer.words(explanation),
  };
  if (question.kind === "ordered")
    return { ...base, order: question.options.map(({ text }) => writer.words(text)) };
  if (question.kind === "text") return { ...base, answer: question.accept.map(answerOf) };
  const right = question.options.filter(({ correct }) => correct).length;
  return {
    ...base,
    options: question.options.map(({ text, correct }) => ({
      text: writer.words(text),
      ...(correct ? { correct } : {}),
    })),
    ...(question.kind === "several" && right <= 1 ? { several: true } : {}),
  };
}

/** Quizzes as the front matter has them: one alone, or a list. */
export function quizFields(quizzes: readonly Quiz[], writer: NativeWriter): unknown {
  const fields = quizzes.map(({ title, questions, timeLimitSeconds, required }) =>
    fieldsOf({
      title: title === "Quiz" ? undefined : writer.line(title),
      minutes: timeLimitSeconds === null ? undefined : timeLimitSeconds / 60,
      required: required || undefined,
      questions: questions.map((question) => fieldsOf(questionFields(question, writer))),
    }),
  );
  return fields.length > 1 ? fields : fields[0];
}
