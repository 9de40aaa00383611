import { useEffect, useReducer } from "react";
import type { SessionId } from "../../runtime/protocol/index.ts";
import { browserStore } from "../client/browser-store.ts";
import { parseLayout, reduceLayout } from "../client/layout-state.ts";

/** The session's layout, kept in the browser so that a reload or a second tab comes back to it. */
export function useLayout(sessionId: SessionId) {
  const key = `layout.${sessionId}`;
  const [layout, dispatch] = useReducer(reduceLayout, key, (stored) =>
    parseLayout(browserStore.read(stored)),
  );
  useEffect(() => void browserStore.write(key, JSON.stringify(layout)), [key, layout]);
  return { layout, dispatch };
}
