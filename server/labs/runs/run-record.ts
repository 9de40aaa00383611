import type {
  LabSlug,
  LabStepState,
  Language,
  LearnerId,
  SessionId,
} from "../../../runtime/protocol/index.ts";
import type { QuizMark } from "../quizzes/mark-quiz.ts";

export interface StepRecord {
  state: LabStepState;
  /** It was begun in the present sandboxes: its background script ran there. */
  entered: boolean;
  passedAtMs: number | null;
  hintsShown: number;
  solutionShown: boolean;
  /** The snapshot of the moment when it was reached; null where none was taken or it is gone. */
  snapshot: string | null;
}

export interface QuizRecord {
  step: number;
  quizId: string;
  openedAtMs: number | null;
  attempts: number;
  /** Of the newest try. */
  mark: QuizMark | null;
}

/** `waiting`: its session is not ready yet. */
export type SetupState = "none" | "waiting" | "running" | "done" | "failed";

/** A learner's run of a lab as the database keeps it; times are milliseconds since the epoch. */
export interface RunRecord {
  id: string;
  learnerId: LearnerId;
  slug: LabSlug;
  digest: string;
  language: Language;
  /** 0-based; the number of steps means the finish page. */
  current: number;
  variables: Record<string, string>;
  setupState: SetupState;
  setupMessage: string;
  startedAtMs: number;
  finishedAtMs: number | null;
  elapsedSeconds: number;
  /** Since when it has been going on; null while it rests. */
  activeSinceMs: number | null;
  sessionId: SessionId | null;
  /** The template that keeps its sandbox as a session left it, and the step that it was left at. */
  saved: { template: string; atMs: number; step: number } | null;
  /** When its learner last did something in it, or its session ended. */
  usedAtMs: number;
  /** One for each step of the lab. */
  steps: StepRecord[];
  quizzes: QuizRecord[];
}

/** A step that was not reached yet. */
export const untouchedStep = (): StepRecord => ({
  state: "ahead",
  entered: false,
  passedAtMs: null,
  hintsShown: 0,
  solutionShown: false,
  snapshot: null,
});
