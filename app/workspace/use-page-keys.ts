import { useEffect } from "react";
import { cyclePanes } from "./pane-focus.ts";

const isText = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.closest("input, textarea, select, .monaco-editor, .xterm") !== null);

/**
 * The page's own keys, taken before terminal and editor see them: F6 and Shift+F6 go from pane to pane, F1 and Ctrl/Cmd-K
 * open the palette, ? the list of keys (outside of text). In a terminal Ctrl-K stays the shell's (it cuts to the end of
 * the line); F1 and Cmd-K work there. While a dialog is open its own keys alone count.
 */
export function usePageKeys(openPalette: () => void, openShortcuts: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (document.querySelector("[role=dialog], [role=alertdialog]")) return;
      const inTerminal = event.target instanceof Element && event.target.closest(".terminal-host") !== null;
      const isK = event.key.toLowerCase() === "k" && !event.shiftKey && !event.altKey;
      if (event.key === "F6") cyclePanes(event.shiftKey);
      else if (event.key === "F1" || (isK && (event.metaKey || (event.ctrlKey && !inTerminal))))
        openPalette();
      else if (event.key === "?" && !isText(event.target)) openShortcuts();
      else return;
      event.preventDefault();
      event.stopPropagation();
    };
    window.addEventListener("keydown", onKey, true);
    return () => window.removeEventListener("keydown", onKey, true);
  }, [openPalette, openShortcuts]);
}
