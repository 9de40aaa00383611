"use client";
import Link from "next/link";
import { useEffect, useState } from "react";
import type { LabCard } from "../../../runtime/protocol/index.ts";
import { labApi } from "../../client/lab-api.ts";
import { buttonLook } from "../../ui/button-look.ts";
import type { LabContextValue } from "./lab-context.ts";
import { clock } from "./lab-words.ts";

interface NextLab {
  course: string;
  lab: LabCard | null;
}

/** What follows in the course that this lab is part of; null where there is none. */
async function findNext(slug: string): Promise<NextLab | null> {
  const [course] = (await labApi.page(slug, null)).courses;
  if (!course) return null;
  const { labs } = await labApi.course(course.slug);
  const at = labs.findIndex((lab) => lab.slug === slug);
  return { course: course.title, lab: at < 0 ? null : (labs[at + 1] ?? null) };
}

function useNextLab(slug: string): NextLab | null {
  const [next, setNext] = useState<NextLab | null>(null);
  useEffect(() => {
    let stopped = false;
    findNext(slug).then(
      (found) => !stopped && setNext(found),
      () => undefined,
    );
    return () => {
      stopped = true;
    };
  }, [slug]);
  return next;
}

/** The end of a lab: what was done, and where to go from here. */
export function FinishPage({ lab: { run } }: { lab: LabContextValue }) {
  const next = useNextLab(run.slug);
  const passed = run.steps.filter(({ state }) => state === "passed").length;
  const skipped = run.steps.length - passed;
  const facts: [string, string][] = [
    ["Steps passed", `${passed} of ${run.steps.length}`],
    ...(run.score && run.score.total > 0
      ? [["Answers right", `${run.score.right} of ${run.score.total}`] as [string, string]]
      : []),
    ["Time", clock(run.elapsedSeconds)],
  ];
  return (
    <section aria-label="Your result" className="mt-6">
      <dl className="grid grid-cols-[repeat(auto-fit,minmax(7rem,1fr))] gap-2">
        {facts.map(([name, value]) => (
          <div key={name} className="flex flex-col-reverse rounded-lg border border-line bg-page px-3 py-2">
            <dt className="text-[13px] text-muted">{name}</dt>
            <dd className="font-semibold text-lg tabular-nums leading-7">{value}</dd>
          </div>
        ))}
      </dl>
      {skipped > 0 && (
        <p className="mt-3 text-muted">
          {skipped === 1 ? "One step was" : `${skipped} steps were`} skipped. The menu of steps leads back to
          them.
        </p>
      )}
      <div className="mt-5 flex flex-wrap gap-2">
        {next?.lab && (
          <Link href={`/labs/${next.lab.slug}`} prefetch={false} className={buttonLook("primary")}>
            Next lab: {next.lab.title}
          </Link>
        )}
        <Link href="/labs" prefetch={false} className={buttonLook("plain")}>
          All labs
        </Link>
      </div>
      {next?.lab && <p className="mt-2 text-[13px] text-muted">It follows in the course {next.course}.</p>}
      <p className="mt-2 text-[13px] text-muted">
        The session stays as it is until its time is up: you can go on trying things.
      </p>
    </section>
  );
}
