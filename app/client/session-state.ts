import type { FailureView, SessionView } from "../../runtime/protocol/index.ts";
import { type LabAction, type LabPageState, noLab, reduceLab } from "./lab-state.ts";
import type { ConnectionState } from "./session-socket.ts";

/** What the browser knows of its session; the server's view is always taken whole. */
export interface SessionPageState {
  session: SessionView | null;
  connection: ConnectionState;
  /** Was connected once: only then is a lost connection worth a banner. */
  wasOpen: boolean;
  /** Why the session cannot be shown. */
  refusal: FailureView | null;
  lab: LabPageState;
}

export type SessionPageAction =
  | { type: "session"; session: SessionView }
  | { type: "connection"; state: ConnectionState; reason: string | null }
  | { type: "refused"; failure: FailureView }
  | LabAction;

export const initialSessionState: SessionPageState = {
  session: null,
  connection: "connecting",
  wasOpen: false,
  refusal: null,
  lab: noLab,
};

export function reduceSession(state: SessionPageState, action: SessionPageAction): SessionPageState {
  if (action.type === "session") return { ...state, session: action.session, refusal: null };
  if (action.type === "refused") return { ...state, refusal: action.failure };
  if (action.type !== "connection") return { ...state, lab: reduceLab(state.lab, action) };
  const wasOpen = state.wasOpen || action.state === "open";
  if (action.state !== "closed") return { ...state, wasOpen, connection: action.state };
  const ended = state.session !== null && /ended/.test(action.reason ?? "");
  return {
    ...state,
    wasOpen,
    connection: "closed",
    session: ended && state.session ? { ...state.session, state: "ended" } : state.session,
    refusal: ended
      ? null
      : (state.refusal ?? {
          code: "session.closed",
          message: action.reason ?? "The session is closed.",
          nextStep: "",
        }),
  };
}
