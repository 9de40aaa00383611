import type { MouseEvent } from "react";
import type { Pane } from "../client/layout-state.ts";
import { focusPane } from "./pane-focus.ts";

/** For a row of tabs: one that was clicked is to be typed into; one reached by arrow key is only walked over. */
export const enterClicked = (pane: Pane) => (event: MouseEvent) => {
  if (event.detail > 0 && event.target instanceof Element && event.target.closest("[role=tab]"))
    requestAnimationFrame(() => focusPane(pane));
};
