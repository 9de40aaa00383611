import type { z } from "zod";
import type { Quiz, QuizQuestion } from "../model/quiz.ts";
import type { QuestionSource, QuizSource, QuizSources } from "./lab-schema.ts";
import { type NativeFile, sourceIn } from "./native-source.ts";

type Path = readonly PropertyKey[];
type Accepted = Extract<QuizQuestion, { kind: "text" }>["accept"][number];

/** `/pattern/` is a pattern; all else is exact text. */
function acceptedOf(answer: string): Accepted {
  const pattern = /^\/(.+)\/$/s.exec(answer.trim())?.[1];
  return pattern === undefined ? { kind: "exact", value: answer } : { kind: "pattern", value: pattern };
}

function questionIn(
  native: NativeFile,
  path: Path,
  source: z.output<typeof QuestionSource>,
  number: number,
): QuizQuestion | undefined {
  const at = (...rest: PropertyKey[]) => [...path, ...rest];
  const id = `q${number}`;
  const base = {
    id,
    text: sourceIn(native, at("ask"), source.ask),
    explanation: source.explain === undefined ? null : sourceIn(native, at("explain"), source.explain),
  };
  if (source.order) {
    const options = source.order.map((text, index) => ({
      id: `${id}-${index + 1}`,
      text: sourceIn(native, at("order", index), text),
    }));
    return { ...base, kind: "ordered", options };
  }
  if (source.options) {
    const options = source.options.map(({ text, correct }, index) => ({
      id: `${id}-${index + 1}`,
      text: sourceIn(native, at("options", index, "text"), text),
      correct,
    }));
    const right = options.filter(({ correct }) => correct).length;
    if (right === 0) {
      native.remark("error", native.front.lineOf(at("options")), "No option of this question is correct.");
      return undefined;
    }
    return { ...base, kind: source.several || right > 1 ? "several" : "single", options };
  }
  const answers = [source.answer ?? []].flat();
  return { ...base, kind: "text", accept: answers.map(acceptedOf) };
}

function quizIn(
  native: NativeFile,
  path: Path,
  source: z.output<typeof QuizSource>,
  id: string,
): Quiz | undefined {
  const questions = source.questions.flatMap(
    (question, index) => questionIn(native, [...path, "questions", index], question, index + 1) ?? [],
  );
  if (questions.length === 0) return undefined;
  return {
    id,
    title: source.title,
    questions,
    timeLimitSeconds: source.minutes === undefined ? null : Math.round(source.minutes * 60),
    required: source.required,
  };
}

/** The quizzes of a step's front matter that have a usable question. Ids follow from the order: they are the same in each language. */
export function quizzesIn(native: NativeFile, sources: z.output<typeof QuizSources> | undefined): Quiz[] {
  if (sources === undefined) return [];
  if (!Array.isArray(sources)) return [quizIn(native, ["quiz"], sources, "quiz") ?? []].flat();
  return sources.flatMap((source, index) => {
    const id = index === 0 ? "quiz" : `quiz-${index + 1}`;
    return quizIn(native, ["quiz", index], source, id) ?? [];
  });
}

/** Whether a translated quiz asks the same: the same questions with the same answers right, in the same order. */
export function asksTheSame(one: Quiz, other: Quiz): boolean {
  const shape = ({ questions }: Quiz) =>
    JSON.stringify(
      questions.map((question) => [
        question.id,
        question.kind,
        question.kind === "text"
          ? []
          : question.options.map((option) => [option.id, "correct" in option && option.correct]),
      ]),
    );
  return shape(one) === shape(other);
}
