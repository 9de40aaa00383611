"use client";
import Link from "next/link";
import { useState } from "react";
import type { LabImportBrief } from "../../../../runtime/protocol/index.ts";
import { Button } from "../../../ui/button.tsx";
import { CopyLink } from "./copy-link.tsx";

const FEW = 8;

/** The way to each lab of an import, and its link for others. */
export function LabLinks({ labs }: { labs: LabImportBrief["labs"] }) {
  const [all, setAll] = useState(false);
  const shown = all || labs.length <= FEW + 1 ? labs : labs.slice(0, FEW);
  return (
    <>
      <ul className="mt-2 flex flex-col">
        {shown.map(({ slug, title }) => (
          <li key={slug} className="flex items-center gap-x-3 border-line border-t py-1.5">
            <Link
              href={`/labs/${slug}`}
              prefetch={false}
              className="min-w-0 flex-1 break-words py-0.5 text-accent underline underline-offset-2"
            >
              {title}
            </Link>
            <CopyLink slug={slug} title={title} />
          </li>
        ))}
      </ul>
      {shown.length < labs.length && (
        <Button look="quiet" className="mt-1 self-start" onClick={() => setAll(true)}>
          Show all {labs.length}
        </Button>
      )}
    </>
  );
}
