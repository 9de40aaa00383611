import type { LabSource } from "./lab-source.ts";

interface QuestionBase {
  /** Unique in its quiz. */
  id: string;
  text: LabSource;
  explanation: LabSource | null;
}

export type QuizQuestion =
  /** Exactly one option, or several, are right. */
  | (QuestionBase & {
      kind: "single" | "several";
      options: { id: string; text: LabSource; correct: boolean }[];
    })
  /** Options in their right order. */
  | (QuestionBase & { kind: "ordered"; options: { id: string; text: LabSource }[] })
  /** Free text: one of these must match. Patterns run in linear time (re2js), case ignored, the answer trimmed. */
  | (QuestionBase & {
      kind: "text";
      accept: { kind: "exact" | "contains" | "pattern"; value: string }[];
    });

export interface Quiz {
  /** Unique in its step. */
  id: string;
  title: string;
  questions: QuizQuestion[];
  /** Seconds allowed from its opening; null when not timed. */
  timeLimitSeconds: number | null;
  /** The step passes only when all is right. */
  required: boolean;
}
