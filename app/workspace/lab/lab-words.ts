import type { CheckResult, LabRunView, LabStepBrief, LabStepView } from "../../../runtime/protocol/index.ts";

const STATES: Record<LabStepBrief["state"], string> = {
  ahead: "not reached yet",
  reached: "begun",
  passed: "passed",
  skipped: "skipped",
};

/** A step in the menu of all steps. */
export const describeStep = ({ title, state }: LabStepBrief, at: number) =>
  `${at + 1}. ${title} (${STATES[state]})`;

/** What the button that leads on says: Skip, where something of the step is still to be done. */
export function nextLabel(run: LabRunView, step: LabStepView | null): "Next" | "Skip" | "Finish" {
  const { current, steps, checks } = run;
  const todo = checks.length > 0 || (step?.quizzes.some((quiz) => quiz.required) ?? false);
  if (todo && steps[current]?.state !== "passed") return "Skip";
  return current === steps.length - 1 ? "Finish" : "Next";
}

/** The checks in one sentence, for whoever does not see them; empty when there is nothing to say. */
export function describeChecks(checks: readonly CheckResult[]): string {
  if (checks.length === 0 || checks.every(({ state }) => state === "unknown")) return "";
  if (checks.some(({ state }) => state === "running")) return "Checking…";
  const passed = checks.filter(({ state }) => state === "passed").length;
  if (passed === checks.length) return "All checks of this step passed.";
  return `${passed} of ${checks.length} checks passed.`;
}

/** What went wrong with the set-up, and what to do. */
export function describeSetupFailure(message: string): string {
  const what = message.trim().replace(/[.:;,]+$/, "");
  const said = what === "" ? "The lab's set-up failed." : `The lab's set-up failed: ${what}.`;
  return `${said} Reset the step, or go on without what it was to prepare.`;
}

/** Minutes and seconds, with hours where there are any. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (part: number) => String(part).padStart(2, "0");
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}:${two(whole % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(whole % 60)}`;
}

const counted = (count: number, unit: string) => `${count} ${unit}${count === 1 ? "" : "s"}`;

/** A time allowed, in words: 10 minutes, 1 minute and 30 seconds. */
export function duration(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  const rest = seconds % 60;
  if (minutes === 0) return counted(rest, "second");
  return rest === 0
    ? counted(minutes, "minute")
    : `${counted(minutes, "minute")} and ${counted(rest, "second")}`;
}

/** A language by its own name: Deutsch, English. */
export function languageName(language: string): string {
  try {
    return new Intl.DisplayNames([language], { type: "language" }).of(language) ?? language;
  } catch {
    return language;
  }
}
