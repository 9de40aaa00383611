"use client";
import { Trash2 } from "lucide-react";
import { useState } from "react";
import type { FailureView, LabImportBrief } from "../../../../runtime/protocol/index.ts";
import { failureOf } from "../../../client/api-failure.ts";
import { Button } from "../../../ui/button.tsx";
import { ConfirmDialog, type ConfirmRequest } from "../../../ui/confirm-dialog.tsx";
import { FailureNote } from "./failure-note.tsx";
import { importApi } from "./import-api.ts";
import { countFound, nameFound } from "./import-words.ts";
import { LabLinks } from "./lab-links.tsx";

const day = (iso: string) => new Date(iso).toLocaleDateString(undefined, { dateStyle: "medium" });

/** What this person brought before, and the way to be rid of it. */
export function MyImports({ imports, onChanged }: { imports: LabImportBrief[]; onChanged: () => void }) {
  const [confirming, confirm] = useState<ConfirmRequest | null>(null);
  const [failure, setFailure] = useState<FailureView | null>(null);
  if (imports.length === 0) return null;
  const remove = async (id: string) => {
    try {
      setFailure(null);
      await importApi.remove(id);
    } catch (error) {
      setFailure(failureOf(error));
    }
    onChanged();
  };
  const ask = ({ id, source, labs, courses }: LabImportBrief) =>
    confirm({
      title: `Remove ${nameFound(labs.length, courses.length)}?`,
      text: `What came from ${source} goes, also for those who have a link to it. Sessions that run it now go on.`,
      action: "Remove",
      run: () => void remove(id),
    });
  return (
    <section aria-labelledby="mine">
      <h2 id="mine" className="mb-3 font-semibold text-lg">
        Yours
      </h2>
      {failure && <FailureNote failure={failure} />}
      <ul className="flex flex-col gap-3">
        {imports.map((one) => (
          <li key={one.id} className="rounded-lg border border-line bg-surface p-4">
            <div className="flex items-start gap-3">
              <div className="min-w-0 flex-1">
                <h3 className="break-all font-semibold text-[15px]">{one.source}</h3>
                <p className="text-[13px] text-muted">
                  {countFound(one.labs.length, one.courses.length)} · brought on {day(one.createdAt)} · kept
                  until {day(one.expiresAt)} if unused
                </p>
              </div>
              <Button look="danger" aria-label={`Remove ${one.source}`} onClick={() => ask(one)}>
                <Trash2 size={15} aria-hidden />
                Remove
              </Button>
            </div>
            <LabLinks labs={one.labs} courses={one.courses} />
          </li>
        ))}
      </ul>
      <ConfirmDialog request={confirming} onClose={() => confirm(null)} />
    </section>
  );
}
