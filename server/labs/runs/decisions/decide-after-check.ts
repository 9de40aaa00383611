import type { CheckResult, LabStepState } from "../../../../runtime/protocol/index.ts";

/** The state of the step that was checked. What was passed once stays so, whatever the learner does to it later. */
export function decideAfterCheck(
  state: LabStepState,
  checks: Pick<CheckResult, "state">[],
  requiredQuizzes: { right: boolean }[],
): LabStepState {
  if (state === "passed" || state === "ahead") return state;
  if (checks.length + requiredQuizzes.length === 0) return state;
  const isProven =
    checks.every((one) => one.state === "passed") && requiredQuizzes.every(({ right }) => right);
  return isProven ? "passed" : state;
}
