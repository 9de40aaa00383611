import type { LabRunView, LabStepView, LabText, QuizView } from "../../runtime/protocol/index.ts";

/** What the page knows of the lab of its session; the server's views are always taken whole. */
export interface LabPageState {
  /** null: not known yet, or the session has no lab. */
  run: LabRunView | null;
  /** When it was told, by this browser's clock in ms: the time in the lab is counted on from there. */
  toldAtMs: number;
  step: LabStepView | null;
  /** Of the step that is shown; null until it is asked for. */
  solution: LabText | null;
  /** Grows when the step's page must be asked for again. */
  stale: number;
}

export type LabAction =
  | { type: "lab.run"; run: LabRunView; atMs: number }
  /** The answer to the page's own first question: what the socket told meanwhile is newer, and is not told again. */
  | { type: "lab.first-look"; run: LabRunView; atMs: number }
  | { type: "lab.step"; step: LabStepView }
  | { type: "lab.solution"; index: number; text: LabText }
  | { type: "lab.quiz"; index: number; quiz: QuizView };

export const noLab: LabPageState = { run: null, toldAtMs: 0, step: null, solution: null, stale: 0 };

/** What decides the words of a step's page. */
const pageKey = ({ current, language, variables, slug, steps, score }: LabRunView) =>
  JSON.stringify([slug, current, language, variables, steps[current]?.state, score]);
/** All that a run tells, but for its clock. */
const toldKey = ({ elapsedSeconds: _clock, ...rest }: LabRunView) => JSON.stringify(rest);

/**
 * Whether the step's page must be asked for again: its words depend on something that changed, it brings a command by now,
 * or the server told of a change that the run does not show (another tab was given a hint, or opened a quiz).
 */
export function isStepStale(before: LabRunView | null, after: LabRunView): boolean {
  if (before === null || pageKey(before) !== pageKey(after)) return true;
  if (after.foregroundWaits && !before.foregroundWaits) return true;
  return toldKey(before) === toldKey(after);
}

export function reduceLab(state: LabPageState, action: LabAction): LabPageState {
  switch (action.type) {
    case "lab.run": {
      const { run } = action;
      const elsewhere = state.run?.current !== run.current || state.run.language !== run.language;
      return {
        ...state,
        run,
        toldAtMs: action.atMs,
        step: state.step?.index === run.current ? state.step : null,
        solution: elsewhere ? null : state.solution,
        stale: state.stale + (isStepStale(state.run, run) ? 1 : 0),
      };
    }
    case "lab.first-look":
      return state.run === null ? reduceLab(state, { ...action, type: "lab.run" }) : state;
    case "lab.step":
      // An answer that was overtaken by a step to another page.
      return action.step.index === state.run?.current ? { ...state, step: action.step } : state;
    case "lab.solution":
      return action.index === state.run?.current ? { ...state, solution: action.text } : state;
    case "lab.quiz": {
      const { step } = state;
      if (!step || step.index !== action.index) return state;
      const quizzes = step.quizzes.map((known) => (known.id === action.quiz.id ? action.quiz : known));
      return { ...state, step: { ...step, quizzes } };
    }
  }
}
