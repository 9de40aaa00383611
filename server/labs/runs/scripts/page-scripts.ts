import type { Lab, LabScript } from "../../model/lab.ts";

export interface PageScripts {
  background: LabScript | null;
  foreground: LabScript | null;
}

/** What is run when a page of a lab is reached: a step's, or after the last step the finish's. */
export function pageScripts(
  { steps, atFinish }: Pick<Lab, "steps" | "atFinish">,
  index: number,
): PageScripts {
  const page = index === steps.length ? atFinish : steps[index];
  return { background: page?.background ?? null, foreground: page?.foreground ?? null };
}
