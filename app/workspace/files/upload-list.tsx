"use client";
import { X } from "lucide-react";
import { displayName } from "../../client/sandbox-path.ts";
import { Button } from "../../ui/button.tsx";
import type { Upload } from "./upload-queue.ts";

/** What is on its way up, and what did not arrive. */
export function UploadList({ uploads, onDismiss }: { uploads: Upload[]; onDismiss: (id: number) => void }) {
  if (uploads.length === 0) return null;
  return (
    <ul aria-label="Uploads" className="max-h-40 overflow-auto border-line border-t px-2 py-1 text-[13px]">
      {uploads.map(({ id, name, sent, state, failure }) => (
        <li key={id} className="flex items-center gap-2 py-0.5">
          <div className="min-w-0 flex-1">
            <p className="truncate">{displayName(name)}</p>
            {failure ? (
              <p role="alert" className="text-bad">
                {failure.message} {failure.nextStep}
              </p>
            ) : (
              <progress aria-label={`Upload of ${displayName(name)}`} value={sent} className="h-1 w-full" />
            )}
          </div>
          <Button
            look="quiet"
            aria-label={
              state === "failed" ? `Dismiss ${displayName(name)}` : `Stop the upload of ${displayName(name)}`
            }
            onClick={() => onDismiss(id)}
          >
            <X size={13} aria-hidden />
          </Button>
        </li>
      ))}
    </ul>
  );
}
