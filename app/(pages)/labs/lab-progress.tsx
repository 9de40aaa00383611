import { Check } from "lucide-react";
import type { LabCard } from "../../../runtime/protocol/index.ts";
import { describeProgress, progressShare } from "./lab-facts.ts";

/** How far one is in a lab: a bar and its words; nothing before the beginning. */
export function LabProgressBar({ lab }: { lab: Pick<LabCard, "progress" | "stepCount" | "title"> }) {
  const words = describeProgress(lab);
  if (words === null) return null;
  const finished = lab.progress.state === "finished";
  return (
    <div className="flex items-center gap-2 text-[13px]">
      {finished ? (
        <Check size={15} aria-hidden className="shrink-0 text-good" />
      ) : (
        <progress
          aria-label={`Progress in ${lab.title}`}
          value={progressShare(lab)}
          max={1}
          className="h-1.5 w-24 overflow-hidden rounded"
        />
      )}
      <span className={finished ? "text-good" : "text-muted"}>{words}</span>
    </div>
  );
}
