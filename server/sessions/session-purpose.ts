import type { NodeName, SessionId } from "../../runtime/protocol/index.ts";
import type { LiveSession } from "./session-book.ts";

export type Say = (progress: string) => void;

/** What a session is to begin with, beyond one plain node. */
export interface SessionPlan {
  /** How many nodes; places in the pool are kept for all of them. */
  nodes: number;
  /** Whether this node is cloned from a template of its own; else from the base, and node1 may be a warm one. */
  hasTemplate(node: NodeName): boolean;
  /**
   * Has the node made from its template, which stays until `make` is done; from the base where the template is gone and was not
   * needed. Rejects, with words for the learner, where it cannot be had.
   */
  clone(node: NodeName, say: Say, make: (template?: string) => Promise<void>): Promise<void>;
  /** Puts into node1 what belongs there, before the session is ready. Rejects with words for the learner. */
  furnish(live: LiveSession, say: Say): Promise<void>;
}

/** Whoever starts sessions for a purpose, such as a lab. */
export interface SessionPurpose {
  /** Undefined: a session of no purpose but its own. */
  plan(sessionId: SessionId): SessionPlan | undefined;
  /** Called before the sandboxes of an ending session are deleted, again when that was cut short; never rejects. */
  beforeRemoval(live: LiveSession): Promise<void>;
  /** Places of the pool in which it has sandboxes that are no session's. */
  takenPlaces(): number;
}

/** Asked by the sessions' services, which are made before whoever has the purposes. */
export interface SessionPurposes extends SessionPurpose {
  set(purpose: SessionPurpose): void;
}

export function createSessionPurposes(): SessionPurposes {
  let purpose: SessionPurpose | undefined;
  return {
    set: (given) => {
      purpose = given;
    },
    plan: (sessionId) => purpose?.plan(sessionId),
    beforeRemoval: async (live) => purpose?.beforeRemoval(live),
    takenPlaces: () => purpose?.takenPlaces() ?? 0,
  };
}
