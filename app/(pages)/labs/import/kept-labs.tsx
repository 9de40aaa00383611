"use client";
import { Check } from "lucide-react";
import Link from "next/link";
import type { LabImportView } from "../../../../runtime/protocol/index.ts";
import { Button } from "../../../ui/button.tsx";
import { buttonLook } from "../../../ui/button-look.ts";
import { addable, countFound, courseBriefs, whoSees } from "./import-words.ts";
import { LabLinks } from "./lab-links.tsx";

/** What was added: the way to each lab and course, and its link for others. */
export function KeptLabs({ view, onMore }: { view: LabImportView; onMore: () => void }) {
  const labs = addable(view);
  return (
    <section aria-labelledby="kept" className="rounded-lg border border-line bg-surface p-4">
      <h2 id="kept" className="flex items-center gap-2 font-semibold text-lg">
        <Check size={18} aria-hidden className="text-good" />
        <span role="status">{countFound(labs.length, view.courses.length)} added</span>
      </h2>
      <p className="mt-1 text-[13px] text-muted">
        {whoSees(view.courses.length)} They go when nobody has used them for 30 days.
      </p>
      <div className="mt-3 flex flex-wrap gap-2">
        <Link href="/labs" prefetch={false} className={`${buttonLook("primary")} !min-h-9 !px-3`}>
          To the catalog
        </Link>
        <Button className="!min-h-9 !px-3" onClick={onMore}>
          Bring more
        </Button>
      </div>
      <div className="mt-4">
        <LabLinks labs={labs} courses={courseBriefs(view)} />
      </div>
    </section>
  );
}
