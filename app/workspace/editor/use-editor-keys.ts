import { useEffect, useRef } from "react";
import { decideTabStep } from "../tab-keys.ts";

export interface EditorKeyActions {
  save(): void;
  step(by: 1 | -1): void;
  close(): void;
}

/**
 * Ctrl/Cmd-S saves wherever the focus is (the browser would save the page), but in a terminal, where Ctrl-S is the
 * shell's. In the editor Alt+PageUp and Alt+PageDown change the file and Alt+Shift+W closes it.
 */
export function useEditorKeys(actions: EditorKeyActions): void {
  const now = useRef(actions);
  now.current = actions;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target instanceof Element ? event.target : null;
      const inTerminal = target?.closest(".terminal-host") != null;
      const inEditor = target?.closest("[data-pane='editor']") != null;
      const isSave = event.key.toLowerCase() === "s" && !event.shiftKey && !event.altKey;
      const step = decideTabStep(event);
      if (isSave && (event.metaKey || (event.ctrlKey && !inTerminal))) now.current.save();
      else if (inEditor && step) now.current.step(step);
      else if (inEditor && event.altKey && event.shiftKey && event.code === "KeyW") now.current.close();
      else return;
      event.preventDefault();
      event.stopPropagation();
    };
    window.addEventListener("keydown", onKey, true);
    return () => window.removeEventListener("keydown", onKey, true);
  }, []);
}
