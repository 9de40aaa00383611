import type { LabProgress } from "../../../../runtime/protocol/index.ts";

export interface StartChoices {
  primary: "Start" | "Go on" | "Start again";
  /** Starting again is offered beside. */
  again: boolean;
  /** What one should know of it; null when it goes without saying. */
  note: string | null;
}

/** What a lab's page offers, by how far its reader is. */
export function decideStart({ state, sessionId, canResume }: LabProgress): StartChoices {
  if (sessionId !== null) return { primary: "Go on", again: true, note: "Your session is still running." };
  if (state === "finished") return { primary: "Start again", again: false, note: null };
  if (state === "none") return { primary: "Start", again: false, note: null };
  return {
    primary: "Go on",
    again: true,
    note: canResume
      ? "In a new session, with files and containers as you left them."
      : "In a new session, at the first step: what was in the last one is gone. Steps you passed stay passed.",
  };
}
