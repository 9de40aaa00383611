import type { SessionState } from "../../runtime/protocol/index.ts";

export type SessionStep = "became-ready" | "failed" | "retried" | "lost" | "end-asked" | "cleaned-up";

/** The one table of a session's life. A step without a target in the present state is refused. */
const TRANSITIONS: Record<SessionState, Record<SessionStep, SessionState | null>> = {
  provisioning: {
    "became-ready": "ready",
    failed: "failed",
    retried: null,
    lost: "failed",
    "end-asked": "ending",
    "cleaned-up": null,
  },
  ready: {
    "became-ready": null,
    failed: null,
    retried: null,
    lost: "failed",
    "end-asked": "ending",
    "cleaned-up": null,
  },
  failed: {
    "became-ready": null,
    failed: null,
    retried: "provisioning",
    lost: null,
    "end-asked": "ending",
    "cleaned-up": null,
  },
  ending: {
    "became-ready": null,
    failed: null,
    retried: null,
    lost: null,
    "end-asked": null,
    "cleaned-up": "ended",
  },
  ended: {
    "became-ready": null,
    failed: null,
    retried: null,
    lost: null,
    "end-asked": null,
    "cleaned-up": null,
  },
};

/** The state that follows, or null when the step does not apply. */
export function nextState(state: SessionState, step: SessionStep): SessionState | null {
  return TRANSITIONS[state][step];
}
