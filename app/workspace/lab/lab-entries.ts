import type { LabContextValue } from "./lab-context.ts";
import { nextLabel } from "./lab-words.ts";

export interface LabEntry {
  label: string;
  keys?: string;
  run: () => void;
}

/** The lab's commands for the palette: those that would do something now. */
export function labEntries(lab: LabContextValue | null): LabEntry[] {
  if (!lab) return [];
  const { run, step, busy } = lab;
  const { current, steps, checks } = run;
  if (busy !== null) return [];
  const entries: (LabEntry | false)[] = [
    checks.length > 0 && !lab.checking && { label: "Check step", keys: "Alt Shift C", run: lab.check },
    current < steps.length && {
      label: `${nextLabel(run, step)}: go to the next step`,
      keys: "Alt Shift N",
      run: () => lab.enter(current + 1),
    },
    current > 0 && {
      label: "Previous step",
      keys: "Alt Shift B",
      run: () => lab.enter(current - 1),
    },
    step !== null &&
      step.hints.length < step.hintCount && { label: "Show a hint", keys: "Alt Shift H", run: lab.hint },
    step?.hasSolution === true && lab.solution === null && { label: "Show solution", run: lab.showSolution },
    steps[current]?.canRestore === true && { label: "Reset step", run: () => lab.restore(current) },
  ];
  return entries.filter((entry) => entry !== false);
}
