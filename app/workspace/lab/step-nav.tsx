"use client";
import { ArrowLeft, ArrowRight } from "lucide-react";
import { Button } from "../../ui/button.tsx";
import type { LabContextValue } from "./lab-context.ts";
import { nextLabel } from "./lab-words.ts";

/** Back and on, always in view. */
export function StepNav({ lab }: { lab: LabContextValue }) {
  const { run, step, busy, enter } = lab;
  const { current, steps } = run;
  const label = nextLabel(run, step);
  const atEnd = current >= steps.length;
  return (
    <nav
      aria-label="Steps"
      className="flex min-h-11 items-center justify-between gap-2 border-line border-t bg-page px-4 py-1.5"
    >
      <Button disabled={busy !== null || current === 0} onClick={() => enter(current - 1)}>
        <ArrowLeft size={14} aria-hidden /> Back
      </Button>
      {!atEnd && (
        <Button
          look={label === "Skip" ? "plain" : "primary"}
          disabled={busy !== null}
          onClick={() => enter(current + 1)}
        >
          {label} <ArrowRight size={14} aria-hidden />
        </Button>
      )}
    </nav>
  );
}
