import { type RunRecord, type StepRecord, untouchedStep } from "../run-record.ts";

export interface Restored {
  current: number;
  steps: StepRecord[];
  snapshot: string;
  /** Snapshots of later steps: they are of a future that is given up. */
  dropped: string[];
}

/** What follows when the sandboxes go back to the beginning of a step; null when there is no snapshot of it. Help that was shown stays shown. */
export function decideRestore(run: Pick<RunRecord, "steps">, index: number): Restored | null {
  const snapshot = run.steps[index]?.snapshot;
  if (!snapshot) return null;
  const steps = run.steps.map((step, position): StepRecord => {
    if (position < index) return step;
    const { hintsShown, solutionShown } = step;
    if (position > index) return { ...untouchedStep(), hintsShown, solutionShown };
    return { ...step, state: "reached", entered: true, passedAtMs: null };
  });
  const dropped = run.steps.flatMap((step, position) =>
    position > index && step.snapshot ? [step.snapshot] : [],
  );
  return { current: index, steps, snapshot, dropped };
}
