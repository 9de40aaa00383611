"use client";
import { CircleX, Info, TriangleAlert } from "lucide-react";
import { useState } from "react";
import type { LabRemark } from "../../../../runtime/protocol/index.ts";
import { Button } from "../../../ui/button.tsx";
import { placeOf, type Severity } from "./import-words.ts";

const FEW = 6;
const SIGNS = {
  error: [CircleX, "text-bad", "Error"],
  warning: [TriangleAlert, "text-warn", "Warning"],
  note: [Info, "text-muted", "Note"],
} as const satisfies Record<Severity, unknown>;

/** Remarks by file and line; many are shown when they are asked for. */
export function RemarkList({ remarks, label }: { remarks: LabRemark[]; label: string }) {
  const [all, setAll] = useState(false);
  if (remarks.length === 0) return null;
  const shown = all || remarks.length <= FEW + 1 ? remarks : remarks.slice(0, FEW);
  return (
    <>
      <ul aria-label={label} className="mt-3 flex flex-col gap-2 border-line border-t pt-3">
        {shown.map((remark, at) => {
          const [Sign, colour, name] = SIGNS[remark.severity];
          const place = placeOf(remark);
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: remarks stand in their order
            <li key={at} className="flex gap-2">
              <Sign size={16} role="img" aria-label={name} className={`mt-0.5 shrink-0 ${colour}`} />
              <div className="min-w-0 flex-1">
                {place !== "" && (
                  <p className="break-all font-mono text-[12px] text-muted leading-5">{place}</p>
                )}
                <p className="break-words">{remark.message}</p>
              </div>
            </li>
          );
        })}
      </ul>
      {shown.length < remarks.length && (
        <Button look="quiet" className="mt-2" onClick={() => setAll(true)}>
          Show all {remarks.length}
        </Button>
      )}
    </>
  );
}
