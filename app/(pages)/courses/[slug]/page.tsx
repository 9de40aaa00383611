"use client";
import Link from "next/link";
import { useParams } from "next/navigation";
import { useCallback } from "react";
import { type CourseView, LabSlug } from "../../../../runtime/protocol/index.ts";
import { labApi } from "../../../client/lab-api.ts";
import { buttonLook } from "../../../ui/button-look.ts";
import { LabText } from "../../../workspace/lab/text/lab-text.tsx";
import { cardFacts, describeMinutes } from "../../labs/lab-facts.ts";
import { LabFrame } from "../../labs/lab-frame.tsx";
import { LabProgressBar } from "../../labs/lab-progress.tsx";
import { LoadNotice } from "../../labs/load-notice.tsx";
import { noSuchThing, useLoaded } from "../../labs/use-loaded.ts";

const NUMBER = {
  finished: "border-good text-good",
  begun: "border-accent text-accent",
  none: "border-line text-muted",
} as const;

function Course({ course }: { course: CourseView }) {
  const { title, summary, minutes, text, labs, imported } = course;
  const finished = labs.filter(({ progress }) => progress.state === "finished").length;
  const next = labs.find(({ progress }) => progress.state !== "finished");
  const begun = finished > 0 || labs.some(({ progress }) => progress.state === "begun");
  const facts = [
    labs.length === 1 ? "1 lab" : `${labs.length} labs`,
    minutes !== null && describeMinutes(minutes),
    begun && `${finished} finished`,
  ];
  return (
    <div className="max-w-[46rem]">
      <title>{`${title} · Slipway`}</title>
      <p className="mb-1 text-[13px] text-muted">Course</p>
      <h1 className="text-balance break-words font-semibold text-2xl leading-8 tracking-tight sm:text-3xl sm:leading-9">
        {title}
      </h1>
      {summary !== "" && <p className="mt-2 break-words text-base text-muted leading-6">{summary}</p>}
      <p className="mt-2 text-[13px] text-muted">{facts.filter(Boolean).join(" · ")}</p>
      {imported && (
        <p className="text-[13px] text-muted">From a person who brought it, not from this server</p>
      )}
      {next ? (
        <Link
          href={`/labs/${next.slug}`}
          prefetch={false}
          className={`${buttonLook("primary")} mt-4 !min-h-10 max-w-full !whitespace-normal break-words px-4`}
        >
          {begun ? "Go on with" : "Begin with"} {next.title}
        </Link>
      ) : (
        labs.length > 0 && (
          <p className="mt-4 font-medium text-good">You have finished every lab of this course.</p>
        )
      )}
      {text.length > 0 && (
        <section aria-label="About the course" className="mt-7">
          <LabText text={text} />
        </section>
      )}
      <h2 className="mt-8 mb-3 font-semibold text-lg">The labs, in order</h2>
      <ol className="divide-y divide-line rounded-lg border border-line bg-surface">
        {labs.map((lab, at) => (
          <li key={lab.slug} className="relative flex gap-3 p-4 focus-within:bg-raised hover:bg-raised">
            <span
              aria-hidden
              className={`grid size-7 shrink-0 place-items-center rounded-full border-2 font-semibold text-[13px] tabular-nums ${NUMBER[lab.progress.state]}`}
            >
              {at + 1}
            </span>
            <div className="min-w-0 flex-1">
              <h3 className="font-semibold">
                <Link
                  href={`/labs/${lab.slug}`}
                  prefetch={false}
                  className="break-words after:absolute after:inset-0"
                >
                  {lab.title}
                </Link>
              </h3>
              {lab.summary !== "" && <p className="break-words text-muted">{lab.summary}</p>}
              <div className="mt-1 flex flex-wrap items-center gap-x-4 text-[13px] text-muted">
                <span>{cardFacts(lab)}</span>
                <LabProgressBar lab={lab} />
              </div>
            </div>
          </li>
        ))}
      </ol>
    </div>
  );
}

function LoadedCourse() {
  const slug = LabSlug.safeParse(useParams<{ slug: string }>().slug).data ?? null;
  const load = useCallback(() => (slug === null ? noSuchThing() : labApi.course(slug)), [slug]);
  const loaded = useLoaded(load);
  return loaded.data ? <Course course={loaded.data} /> : <LoadNotice loaded={loaded} what="course" />;
}

export default function CoursePage() {
  return (
    <LabFrame>
      <LoadedCourse />
    </LabFrame>
  );
}
