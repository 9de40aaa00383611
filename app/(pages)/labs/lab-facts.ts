import type { Egress, LabCard, LabLevel } from "../../../runtime/protocol/index.ts";

export const LEVELS: Record<LabLevel, string> = {
  beginner: "Beginner",
  intermediate: "Intermediate",
  advanced: "Advanced",
};

export function describeMinutes(minutes: number): string {
  if (minutes < 60) return `${minutes} min`;
  const rest = minutes % 60;
  return rest === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${rest} min`;
}

export const describeSteps = (count: number) => (count === 1 ? "1 step" : `${count} steps`);

/** The line of facts on a card: level, time and length, as far as the author told them. */
export function cardFacts({ level, minutes, stepCount }: Pick<LabCard, "level" | "minutes" | "stepCount">) {
  return [
    level && LEVELS[level],
    minutes !== null && describeMinutes(minutes),
    stepCount > 0 && describeSteps(stepCount),
  ]
    .filter(Boolean)
    .join(" · ");
}

/** How far one is; null before the beginning. */
export function describeProgress({
  progress,
  stepCount,
}: Pick<LabCard, "progress" | "stepCount">): string | null {
  if (progress.state === "none") return null;
  if (progress.state === "finished") return "Finished";
  return `${progress.passedSteps} of ${describeSteps(stepCount)} passed`;
}

/** The share that is done, from 0 to 1. A finished lab is done, also where steps of it were skipped. */
export function progressShare({ progress, stepCount }: Pick<LabCard, "progress" | "stepCount">): number {
  if (progress.state === "finished") return 1;
  return stepCount === 0 ? 0 : Math.min(1, progress.passedSteps / stepCount);
}

export const EGRESS: Record<Egress, string> = {
  none: "No internet",
  packages: "Packages through the gate, no other internet",
  open: "Open internet",
};
