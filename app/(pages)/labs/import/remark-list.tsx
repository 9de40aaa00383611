"use client";
import { CircleX, Info, TriangleAlert } from "lucide-react";
import type { LabRemark } from "../../../../runtime/protocol/index.ts";
import { placeOf, type Severity } from "./import-words.ts";
import { useFew } from "./use-few.tsx";

const FEW = 6;
const SIGNS = {
  error: [CircleX, "text-bad", "Error"],
  warning: [TriangleAlert, "text-warn", "Warning"],
  note: [Info, "text-muted", "Note"],
} as const satisfies Record<Severity, unknown>;

/** Remarks by file and line; many are shown when they are asked for. */
export function RemarkList({ remarks, label }: { remarks: LabRemark[]; label: string }) {
  const { shown, showAll } = useFew(remarks, FEW);
  if (remarks.length === 0) return null;
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
      {showAll}
    </>
  );
}
