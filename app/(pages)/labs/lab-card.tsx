import Link from "next/link";
import type { LabCard as Card } from "../../../runtime/protocol/index.ts";
import { cardFacts } from "./lab-facts.ts";
import { LabProgressBar } from "./lab-progress.tsx";

/** A lab in the catalog: the whole card leads to its page. */
export function LabCard({ lab }: { lab: Card }) {
  return (
    <li className="relative flex flex-col gap-2 rounded-lg border border-line bg-surface p-4 transition-colors duration-100 focus-within:border-accent hover:border-accent">
      <h3 className="font-semibold text-[15px]">
        <Link
          href={`/labs/${lab.slug}`}
          prefetch={false}
          className="after:absolute after:inset-0 after:rounded-lg"
        >
          {lab.title}
        </Link>
      </h3>
      <p className="line-clamp-3 flex-1 text-muted">{lab.summary}</p>
      <p className="text-[13px] text-muted">{cardFacts(lab)}</p>
      {lab.tags.length > 0 && (
        <ul aria-label="Topics" className="flex flex-wrap gap-1">
          {lab.tags.map((tag) => (
            <li key={tag} className="rounded bg-raised px-1.5 text-[12px]">
              {tag}
            </li>
          ))}
        </ul>
      )}
      <LabProgressBar lab={lab} />
    </li>
  );
}
