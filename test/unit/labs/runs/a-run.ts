import { newLearnerId, newRunId } from "../../../../runtime/common/ids.ts";
import type { Lab } from "../../../../server/labs/model/lab.ts";
import { type RunRecord, untouchedStep } from "../../../../server/labs/runs/run-record.ts";

/** A run of a lab that was begun and rests. */
export const aRun = (lab: Lab, change: Partial<RunRecord> = {}): RunRecord => ({
  id: newRunId(),
  learnerId: newLearnerId(),
  slug: lab.slug,
  digest: lab.digest,
  language: lab.language,
  current: 0,
  variables: {},
  setupState: "none",
  setupMessage: "",
  startedAtMs: 1000,
  finishedAtMs: null,
  elapsedSeconds: 0,
  activeSinceMs: null,
  sessionId: null,
  saved: null,
  usedAtMs: 1000,
  steps: lab.steps.map(untouchedStep),
  quizzes: [],
  ...change,
});
