import type { LabStep } from "./lab.ts";
import type { LabSource } from "./lab-source.ts";

/** A step to read and to do, with nothing that looks, helps or runs by itself. */
export const plainStep = (title: string, text: LabSource): LabStep => ({
  title,
  text,
  checks: [],
  hints: [],
  solution: null,
  quizzes: [],
  background: null,
  foreground: null,
});
