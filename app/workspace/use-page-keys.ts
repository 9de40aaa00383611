import { useEffect } from "react";
import { cyclePanes } from "./pane-focus.ts";

/**
 * The page's own keys, taken before terminal and editor see them: F6 and Shift+F6 go from pane to pane, F1 and Ctrl/Cmd-K
 * open the palette. In a terminal Ctrl-K stays the shell's (it cuts to the end of the line); F1 and Cmd-K work there.
 */
export function usePageKeys(openPalette: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const inTerminal = event.target instanceof Element && event.target.closest(".terminal-host") !== null;
      const isK = event.key.toLowerCase() === "k" && !event.shiftKey && !event.altKey;
      if (event.key === "F6") cyclePanes(event.shiftKey);
      else if (event.key === "F1" || (isK && (event.metaKey || (event.ctrlKey && !inTerminal))))
        openPalette();
      else return;
      event.preventDefault();
      event.stopPropagation();
    };
    window.addEventListener("keydown", onKey, true);
    return () => window.removeEventListener("keydown", onKey, true);
  }, [openPalette]);
}
