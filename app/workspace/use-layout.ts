import { useEffect, useReducer } from "react";
import type { SessionId } from "../../runtime/protocol/index.ts";
import { browserStore, tabStore } from "../client/browser-store.ts";
import { parseLayout, reduceLayout } from "../client/layout-state.ts";

/**
 * The session's layout. A reload comes back to this tab's own; a new tab begins with the one changed last, and from
 * then on the two do not disturb each other.
 */
export function useLayout(sessionId: SessionId) {
  const key = `layout.${sessionId}`;
  const [layout, dispatch] = useReducer(reduceLayout, key, (stored) =>
    parseLayout(tabStore.read(stored) ?? browserStore.read(stored)),
  );
  useEffect(() => {
    const text = JSON.stringify(layout);
    tabStore.write(key, text);
    browserStore.write(key, text);
  }, [key, layout]);
  return { layout, dispatch };
}
