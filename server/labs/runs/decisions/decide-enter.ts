import { type RunRecord, type StepRecord, untouchedStep } from "../run-record.ts";

export interface Entered {
  current: number;
  steps: StepRecord[];
  /** It is entered for the first time in these sandboxes: its background script is to run, its snapshot to be taken. */
  first: boolean;
  /** The finish page was reached. */
  finished: boolean;
}

/**
 * What follows when a learner goes to the step `index`; null when there is no such step. `hasProof` tells for each step
 * whether it has checks or required quizzes. A step that is left ahead is passed when it asks for no proof, else skipped.
 */
export function decideEnter(
  run: Pick<RunRecord, "current" | "steps">,
  index: number,
  { hasProof, nowMs }: { hasProof: boolean[]; nowMs: number },
): Entered | null {
  const count = hasProof.length;
  if (!Number.isInteger(index) || index < 0 || index > count) return null;
  const steps = hasProof.map((proof, position): StepRecord => {
    const step = run.steps[position] ?? untouchedStep();
    const isLeft = position >= run.current && position < index;
    if (!isLeft || step.state === "passed" || step.state === "skipped") return step;
    const wasRead = step.state === "reached";
    return wasRead && !proof
      ? { ...step, state: "passed", passedAtMs: nowMs }
      : { ...step, state: "skipped" };
  });
  const step = steps[index];
  if (!step) return { current: index, steps, first: false, finished: true };
  const first = !step.entered;
  steps[index] = { ...step, entered: true, state: step.state === "ahead" ? "reached" : step.state };
  return { current: index, steps, first, finished: false };
}
