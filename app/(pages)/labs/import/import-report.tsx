"use client";
import { Loader2 } from "lucide-react";
import { useState } from "react";
import type { ImportedLab, LabImportView } from "../../../../runtime/protocol/index.ts";
import { Button } from "../../../ui/button.tsx";
import { describeSteps } from "../lab-facts.ts";
import { FoundCourses } from "./found-courses.tsx";
import {
  addable,
  allRemarks,
  countFound,
  countLabs,
  countRemarks,
  countWords,
  FORMATS,
  SEVERITIES,
  type Severity,
  whoSees,
  worstFirst,
} from "./import-words.ts";
import { RemarkList } from "./remark-list.tsx";

function Found({ lab, remarks }: { lab: ImportedLab; remarks: ImportedLab["remarks"] }) {
  const facts = [FORMATS[lab.format], lab.stepCount > 0 && describeSteps(lab.stepCount), lab.path];
  return (
    <li className="rounded-lg border border-line bg-surface p-4">
      <h3 className="break-words font-semibold text-[15px]">{lab.title}</h3>
      <p className="break-words text-[13px] text-muted">{facts.filter(Boolean).join(" · ")}</p>
      {lab.slug === null && (
        <p className="mt-1 text-bad">It cannot be added: there is nothing in it that could be shown.</p>
      )}
      <RemarkList remarks={remarks} label={`Remarks on ${lab.title}`} />
    </li>
  );
}

function Filters({
  counts,
  shown,
  onToggle,
}: {
  counts: Record<Severity, number>;
  shown: ReadonlySet<Severity>;
  onToggle: (severity: Severity) => void;
}) {
  return (
    <fieldset aria-label="Remarks shown" className="flex flex-wrap gap-1">
      {SEVERITIES.filter((severity) => counts[severity] > 0).map((severity) => (
        <Button
          key={severity}
          aria-pressed={shown.has(severity)}
          className={shown.has(severity) ? "!border-accent" : "!text-muted line-through"}
          onClick={() => onToggle(severity)}
        >
          {countWords(severity, counts[severity])}
        </Button>
      ))}
    </fieldset>
  );
}

/** What was found, course by course and lab by lab, with what there is to say of each; and the way to add it. */
export function ImportReport({
  view,
  keeping,
  onKeep,
  onDiscard,
}: {
  view: LabImportView;
  keeping: boolean;
  onKeep: () => void;
  onDiscard: () => void;
}) {
  const [shown, setShown] = useState<ReadonlySet<Severity>>(new Set(SEVERITIES));
  const counts = countRemarks(allRemarks(view));
  const count = addable(view).length;
  const toggle = (severity: Severity) => {
    const next = new Set(shown);
    if (!next.delete(severity)) next.add(severity);
    setShown(next);
  };
  const among = (remarks: LabImportView["remarks"]) => remarks.filter(({ severity }) => shown.has(severity));
  const others = among(view.remarks);
  const filtered = SEVERITIES.some((severity) => counts[severity] > 0 && !shown.has(severity));
  const labs = worstFirst(view.labs).filter(({ remarks }) => !filtered || among(remarks).length > 0);
  const hidden = view.labs.length - labs.length;
  return (
    <section aria-labelledby="found">
      <h2 id="found" className="font-semibold text-lg">
        {view.state === "kept"
          ? "What was found"
          : `${countFound(view.labs.length, view.courses.length)} found`}
      </h2>
      <p className="mb-3 break-all text-[13px] text-muted">{view.source}</p>
      <Filters counts={counts} shown={shown} onToggle={toggle} />
      {counts.error + counts.warning + counts.note === 0 && (
        <p className="text-muted">Nothing to remark: all of it works here.</p>
      )}
      {!filtered && <FoundCourses courses={view.courses} labs={view.labs} />}
      <ul aria-label="Labs" className="mt-3 flex flex-col gap-3">
        {labs.map((lab) => (
          <Found key={lab.path} lab={lab} remarks={among(lab.remarks)} />
        ))}
      </ul>
      {hidden > 0 && (
        <p role="status" className="mt-3 text-[13px] text-muted">
          {countLabs(hidden)} without such remarks {hidden === 1 ? "is" : "are"} not shown.
        </p>
      )}
      {others.length > 0 && (
        <div className="mt-3 rounded-lg border border-line bg-surface p-4">
          <h3 className="font-semibold text-[15px]">Of no one lab</h3>
          <RemarkList remarks={others} label="Remarks of no one lab" />
        </div>
      )}
      {view.state === "preview" && (
        <div className="sticky bottom-0 mt-4 flex flex-wrap items-center gap-2 border-line border-t bg-page py-3">
          {count > 0 && (
            <Button look="primary" className="!min-h-9 !px-3" disabled={keeping} onClick={onKeep}>
              {keeping && (
                <Loader2 size={16} aria-hidden className="animate-spin motion-reduce:animate-none" />
              )}
              {keeping ? "Adding…" : `Add ${countFound(count, view.courses.length)}`}
            </Button>
          )}
          <Button className="!min-h-9 !px-3" disabled={keeping} onClick={onDiscard}>
            {count > 0 ? "Do not add" : "Bring something else"}
          </Button>
          <p className="min-w-56 flex-1 text-[13px] text-muted">
            {count > 0
              ? whoSees(view.courses.length)
              : "None of these can be shown: mend the errors, then bring them again."}
          </p>
        </div>
      )}
    </section>
  );
}
