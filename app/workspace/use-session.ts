import { useEffect, useReducer, useRef, useState } from "react";
import type { NodeName, SessionId } from "../../runtime/protocol/index.ts";
import { api } from "../client/api-client.ts";
import { ApiFailure, failureOf } from "../client/api-failure.ts";
import { createSessionSocket, type SessionSocket } from "../client/session-socket.ts";
import { initialSessionState, reduceSession } from "../client/session-state.ts";

type FilesListener = (node: NodeName, paths: string[]) => void;

/** Connects to a session and follows it until the page leaves. */
export function useSession(sessionId: SessionId) {
  const [state, dispatch] = useReducer(reduceSession, initialSessionState);
  const [socket, setSocket] = useState<SessionSocket | null>(null);
  const filesListeners = useRef(new Set<FilesListener>());

  useEffect(() => {
    let stopped = false;
    const url = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws/sessions/${sessionId}`;
    const made = createSessionSocket({
      sessionId,
      clientId: crypto.getRandomValues(new Uint32Array(4)).join("-"),
      url,
      listeners: {
        session: (session) => dispatch({ type: "session", session }),
        connection: (connection, reason) => dispatch({ type: "connection", state: connection, reason }),
        files: (node, paths) => {
          for (const listener of filesListeners.current) listener(node, paths);
        },
        lab: (run) => dispatch({ type: "lab.run", run, atMs: Date.now() }),
      },
    });
    setSocket(made);
    // The socket says only that it was refused; the API says why, in words.
    api.session(sessionId).then(
      (session) => !stopped && dispatch({ type: "session", session }),
      (error: unknown) => {
        const status = error instanceof ApiFailure ? error.status : 0;
        if (stopped || status === 0) return;
        dispatch({ type: "refused", failure: failureOf(error) });
        // Asking again would change nothing: not known, not ours, not there, ended.
        if ([401, 403, 404, 410].includes(status)) made.dispose();
      },
    );
    return () => {
      stopped = true;
      made.dispose();
      setSocket(null);
    };
  }, [sessionId]);

  const onFiles = useRef((listener: FilesListener) => {
    filesListeners.current.add(listener);
    return () => {
      filesListeners.current.delete(listener);
    };
  }).current;
  return { state, dispatch, socket, onFiles };
}
