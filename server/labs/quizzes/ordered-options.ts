import { createHash } from "node:crypto";
import type { LabSource } from "../model/lab.ts";
import type { QuizQuestion } from "../model/quiz.ts";

type Ordered = Extract<QuizQuestion, { kind: "ordered" }>;

/** A line to be put in order, by a name that does not tell its place. */
export interface ShownOption {
  id: string;
  text: LabSource;
}

/**
 * The lines of an ordered question as a learner first sees them: mixed by the seed, the same for the same seed, and never in
 * their right order where there is another one.
 */
export function orderedOptions(question: Ordered, seed: string): ShownOption[] {
  const right = rightOrder(question, seed);
  const mixed = right.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const isRight = mixed.every(({ text }, at) => text.markdown === right[at]?.text.markdown);
  return isRight ? [...mixed.slice(1), ...mixed.slice(0, 1)] : mixed;
}

/** The same lines in their right order. */
export const rightOrder = (question: Ordered, seed: string): ShownOption[] =>
  question.options.map(({ id, text }) => ({ id: shownId(seed, question.id, id), text }));

const shownId = (seed: string, questionId: string, optionId: string) =>
  createHash("sha256")
    .update(JSON.stringify([seed, questionId, optionId]))
    .digest("hex")
    .slice(0, 16);
