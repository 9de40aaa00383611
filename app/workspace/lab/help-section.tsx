"use client";
import { KeyRound, Lightbulb } from "lucide-react";
import { useEffect, useRef } from "react";
import { Button } from "../../ui/button.tsx";
import type { LabContextValue } from "./lab-context.ts";
import { LabText } from "./text/lab-text.tsx";

/** Hints one at a time, then the solution: both where they were asked for. */
export function HelpSection({ lab }: { lab: LabContextValue }) {
  const { step, solution, busy } = lab;
  const hints = step?.hints ?? [];
  const shown = useRef({ index: step?.index, hints: hints.length, solution: solution !== null });
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const before = shown.current;
    const now = { index: step?.index, hints: hints.length, solution: solution !== null };
    shown.current = now;
    if (before.index !== now.index) return;
    if (now.hints > before.hints || (now.solution && !before.solution))
      list.current?.lastElementChild?.scrollIntoView({ block: "nearest" });
  });
  if (!step || (step.hintCount === 0 && !step.hasSolution)) return null;
  const left = step.hintCount - hints.length;
  return (
    <section aria-label="Help" className="mt-4">
      <div ref={list} aria-live="polite">
        {hints.map((hint, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: hints come one after the other and stay
          <div key={at} className="lab-box" data-kind="tip">
            <p className="lab-box-title">
              <Lightbulb size={15} aria-hidden />
              {step.hintCount > 1 ? `Hint ${at + 1} of ${step.hintCount}` : "Hint"}
            </p>
            <LabText text={hint} />
          </div>
        ))}
        {solution && (
          <div className="lab-box" data-kind="note">
            <p className="lab-box-title">
              <KeyRound size={15} aria-hidden />
              Solution
            </p>
            <LabText text={solution} />
          </div>
        )}
      </div>
      <div className="flex flex-wrap gap-2">
        {left > 0 && (
          <Button disabled={busy !== null} onClick={lab.hint}>
            <Lightbulb size={14} aria-hidden />
            {hints.length === 0 ? "Show a hint" : `Show another hint (${left} left)`}
          </Button>
        )}
        {step.hasSolution && !solution && (
          <Button disabled={busy !== null} onClick={lab.showSolution}>
            <KeyRound size={14} aria-hidden />
            Show solution
          </Button>
        )}
      </div>
    </section>
  );
}
