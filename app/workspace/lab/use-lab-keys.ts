import { useEffect, useRef } from "react";
import type { LabContextValue } from "./lab-context.ts";

type Key = Pick<KeyboardEvent, "altKey" | "ctrlKey" | "metaKey" | "shiftKey" | "code">;

/** Alt+Shift and a letter, everywhere in the page: C checks, H shows a hint, N and B go on and back. */
export function decideLabKey(event: Key): "check" | "hint" | "next" | "back" | null {
  if (!event.altKey || !event.shiftKey || event.ctrlKey || event.metaKey) return null;
  switch (event.code) {
    case "KeyC":
      return "check";
    case "KeyH":
      return "hint";
    case "KeyN":
      return "next";
    case "KeyB":
      return "back";
    default:
      return null;
  }
}

/** The lab's keys, taken before terminal and editor see them; a dialog's own keys come first. */
export function useLabKeys(lab: LabContextValue | null): void {
  const now = useRef(lab);
  now.current = lab;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const here = now.current;
      const key = decideLabKey(event);
      if (!here || !key || document.querySelector("[role=dialog], [role=alertdialog]")) return;
      event.preventDefault();
      event.stopPropagation();
      if (here.busy !== null) return;
      const { current, steps, checks } = here.run;
      if (key === "check" && checks.length > 0 && !here.checking) here.check();
      else if (key === "hint" && here.step && here.step.hints.length < here.step.hintCount) here.hint();
      else if (key === "next" && current < steps.length) here.enter(current + 1);
      else if (key === "back" && current > 0) here.enter(current - 1);
    };
    window.addEventListener("keydown", onKey, true);
    return () => window.removeEventListener("keydown", onKey, true);
  }, []);
}
