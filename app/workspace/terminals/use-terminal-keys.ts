import { useEffect, useRef } from "react";
import { decideTabStep } from "../tab-keys.ts";

export interface TerminalKeyActions {
  search(): void;
  step(by: 1 | -1): void;
  /** Larger text by so many pixels. */
  grow(byPx: 1 | -1): void;
}

const within = (event: KeyboardEvent, pane: string) =>
  event.target instanceof Element && event.target.closest(`[data-pane='${pane}']`) !== null;

/** The page's keys about terminals, taken before the shell sees them. Size is for terminal and editor alike. */
export function useTerminalKeys(actions: TerminalKeyActions): void {
  const now = useRef(actions);
  now.current = actions;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const inTerminal = within(event, "terminal");
      const shifted = event.ctrlKey && event.shiftKey && !event.altKey;
      const step = decideTabStep(event);
      if (inTerminal && shifted && event.code === "KeyF") now.current.search();
      else if (inTerminal && step) now.current.step(step);
      else if (shifted && event.code === "Period") now.current.grow(1);
      else if (shifted && event.code === "Comma") now.current.grow(-1);
      else return;
      event.preventDefault();
      event.stopPropagation();
    };
    window.addEventListener("keydown", onKey, true);
    return () => window.removeEventListener("keydown", onKey, true);
  }, []);
}
