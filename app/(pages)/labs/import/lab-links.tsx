"use client";
import Link from "next/link";
import type { LabImportBrief } from "../../../../runtime/protocol/index.ts";
import { CopyLink } from "./copy-link.tsx";
import { countLabs } from "./import-words.ts";
import { useFew } from "./use-few.tsx";

const FEW = 8;

/** The way to each course and lab of an import, courses first, and its link for others. */
export function LabLinks({ labs, courses }: Pick<LabImportBrief, "labs" | "courses">) {
  const links = [
    ...courses.map(({ slug, title, labCount }) => ({
      path: `/courses/${slug}`,
      title,
      kind: `Course of ${countLabs(labCount)}`,
    })),
    ...labs.map(({ slug, title }) => ({ path: `/labs/${slug}`, title, kind: null })),
  ];
  const { shown, showAll } = useFew(links, FEW, "mt-1 self-start");
  return (
    <>
      <ul className="mt-2 flex flex-col">
        {shown.map(({ path, title, kind }) => (
          <li key={path} className="flex items-center gap-x-3 border-line border-t py-1.5">
            <div className="min-w-0 flex-1">
              <Link
                href={path}
                prefetch={false}
                className="block break-words py-0.5 text-accent underline underline-offset-2"
              >
                {title}
              </Link>
              {kind !== null && <p className="text-[13px] text-muted">{kind}</p>}
            </div>
            <CopyLink path={path} title={title} />
          </li>
        ))}
      </ul>
      {showAll}
    </>
  );
}
