import { createContext, useContext } from "react";
import type { LabRunView, LabStepView, LabText, QuizAnswers } from "../../../runtime/protocol/index.ts";

/** The lab of this session and what a learner does in it. Actions show their own failures and never reject. */
export interface LabContextValue {
  run: LabRunView;
  /** This browser's clock when the run was told, ms. */
  toldAtMs: number;
  step: LabStepView | null;
  solution: LabText | null;
  /** Why the step's page cannot be shown. */
  stepFailure: { message: string; nextStep: string } | null;
  /** Why actions wait, in plain words; null when they do not. */
  busy: string | null;
  /** A check that was asked for here is on its way; one may go on meanwhile. */
  checking: boolean;
  reloadStep: () => void;
  enter: (index: number) => void;
  check: () => void;
  hint: () => void;
  /** Asks first, unless it was shown before. */
  showSolution: () => void;
  /** Asks first. The index of the current step resets it. */
  restore: (index: number) => void;
  setLanguage: (language: string) => void;
  openQuiz: (quizId: string) => Promise<boolean>;
  /** One that another tab has handed in meanwhile is shown as it was marked. */
  answerQuiz: (quizId: string, answers: QuizAnswers) => Promise<boolean>;
}

export const LabContext = createContext<LabContextValue | null>(null);

/** null: this session has no lab, or it is not known yet. */
export const useLab = (): LabContextValue | null => useContext(LabContext);
