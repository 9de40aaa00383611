import type { Lab } from "../../model/lab.ts";
import { type RunRecord, untouchedStep } from "../run-record.ts";

type Resumable = Pick<RunRecord, "steps" | "saved" | "finishedAtMs">;

/** Whether a new session can go on with the sandbox as the last one left it. */
export const canResume = ({ saved, finishedAtMs }: Pick<RunRecord, "saved" | "finishedAtMs">): boolean =>
  saved !== null && finishedAtMs === null;

/**
 * How a run goes on in a new session. With a sandbox kept it goes on at the step where that was kept, and what was begun there
 * stays begun; a session that went on from it and was lost may have come further, on a disk that is gone. Without, it begins at the
 * first step in a fresh one. What was passed, and help that was shown, is kept either way. Snapshots were in the old sandboxes. The
 * lab may have changed: steps beyond its end are dropped, new ones are ahead.
 */
export function planResume(run: Resumable, lab: Pick<Lab, "steps">): Pick<RunRecord, "current" | "steps"> {
  const reached = canResume(run) ? (run.saved?.step ?? 0) : -1;
  const steps = lab.steps.map((_, position) => {
    const step = run.steps[position] ?? untouchedStep();
    const isThere = position <= reached;
    const state = !isThere && step.state === "reached" ? ("ahead" as const) : step.state;
    return { ...step, state, entered: isThere && step.entered, snapshot: null };
  });
  const last = Math.max(0, lab.steps.length - 1);
  return { current: Math.min(Math.max(0, reached), last), steps };
}
