"use client";
import { BookOpen, Check, Printer } from "lucide-react";
import Link from "next/link";
import type { LabPageView } from "../../../../runtime/protocol/index.ts";
import { buttonLook } from "../../../ui/button-look.ts";
import { languageName } from "../../../workspace/lab/lab-words.ts";
import { LabText } from "../../../workspace/lab/text/lab-text.tsx";
import { describeMinutes, EGRESS, LEVELS } from "../lab-facts.ts";
import { LabProgressBar } from "../lab-progress.tsx";
import { StartLab } from "./start-lab.tsx";

function Facts({ lab }: { lab: LabPageView }) {
  const { level, minutes, nodes, egress, images, missingImages, imported } = lab;
  const facts: [string, string][] = [
    ...(level ? [["Level", LEVELS[level]] as [string, string]] : []),
    ...(minutes === null ? [] : [["Time", describeMinutes(minutes)] as [string, string]]),
    ["Machines", nodes === 1 ? "One node" : `${nodes} nodes`],
    ["Network", EGRESS[egress]],
    ...(imported ? [["From", "A person who brought it, not from this server"] as [string, string]] : []),
  ];
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1.5 border-line border-t pt-3">
      {facts.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-muted">{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
      {images.length > 0 && (
        <>
          <dt className="text-muted">Images</dt>
          <dd>
            <ul>
              {images.map((image) => (
                <li key={image} className="break-all font-mono text-[13px]">
                  {image}
                  {missingImages.includes(image) && <span className="font-sans text-warn"> (missing)</span>}
                </li>
              ))}
            </ul>
          </dd>
        </>
      )}
    </dl>
  );
}

function Languages({ lab: { slug, language, languages } }: { lab: LabPageView }) {
  if (languages.length < 2) return null;
  return (
    <ul aria-label="Language" className="flex flex-wrap gap-1">
      {languages.map((other) => (
        <li key={other}>
          <Link
            href={`/labs/${slug}?language=${other}`}
            prefetch={false}
            replace
            lang={other}
            aria-current={other === language ? "true" : undefined}
            className={`${buttonLook("quiet")} ${other === language ? "bg-raised !text-text" : ""}`}
          >
            {languageName(other)}
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** A lab before it is begun: what one will learn, what it takes, and Start. Needs no session. */
export function LabOverview({ lab, onChanged }: { lab: LabPageView; onChanged: () => void }) {
  const { slug, title, summary, goals, intro, steps, tags, courses, language, readingOnly } = lab;
  return (
    <>
      <title>{`${title} · Slipway`}</title>
      <div className="grid items-start gap-x-12 gap-y-7 lg:grid-cols-[minmax(0,1fr)_20rem] lg:grid-rows-[auto_1fr]">
        <header lang={language} className="min-w-0">
          {courses.map((course) => (
            <p key={course.slug} className="mb-1 text-[13px] text-muted">
              Part of{" "}
              <Link
                href={`/courses/${course.slug}`}
                prefetch={false}
                className="text-accent underline underline-offset-2"
              >
                {course.title}
              </Link>
            </p>
          ))}
          <h1 className="text-balance font-semibold text-2xl leading-8 tracking-tight sm:text-3xl sm:leading-9">
            {title}
          </h1>
          <p className="mt-2 max-w-[46rem] text-base text-muted leading-6">{summary}</p>
          {tags.length > 0 && (
            <ul aria-label="Topics" className="mt-3 flex flex-wrap gap-1">
              {tags.map((tag) => (
                <li key={tag}>
                  <Link
                    href={`/labs?topic=${encodeURIComponent(tag)}`}
                    prefetch={false}
                    className="inline-flex min-h-6 items-center rounded bg-raised px-2 text-[13px] hover:bg-line"
                  >
                    {tag}
                  </Link>
                </li>
              ))}
            </ul>
          )}
        </header>
        <aside
          aria-label="Start"
          className="flex flex-col gap-4 rounded-lg border border-line bg-surface p-4 lg:sticky lg:top-4 lg:col-start-2 lg:row-span-2 lg:row-start-1"
        >
          {readingOnly && (
            <div className="flex flex-col gap-1">
              <Link
                href={`/labs/${slug}/print?language=${language}`}
                prefetch={false}
                className={`${buttonLook("primary")} h-11 w-full !text-[15px]`}
              >
                <BookOpen size={16} aria-hidden /> Read it
              </Link>
              <p className="text-[13px] text-muted">
                This lab is to be read: nothing in it needs a session. Start one to try things beside it.
              </p>
            </div>
          )}
          <StartLab lab={lab} onChanged={onChanged} />
          <LabProgressBar lab={lab} />
          <Facts lab={lab} />
          <Languages lab={lab} />
          {!readingOnly && (
            <Link
              href={`/labs/${slug}/print?language=${language}`}
              prefetch={false}
              className={`${buttonLook("quiet")} self-start`}
            >
              <Printer size={15} aria-hidden /> All on one page, for print
            </Link>
          )}
        </aside>
        <article lang={language} className="flex min-w-0 flex-col gap-7">
          {goals.length > 0 && (
            <section aria-labelledby="goals">
              <h2 id="goals" className="mb-2 font-semibold text-lg">
                What you will learn
              </h2>
              <ul className="flex flex-col gap-1.5 text-[15px]">
                {goals.map((goal) => (
                  <li key={goal} className="flex gap-2">
                    <Check size={16} aria-hidden className="mt-0.5 shrink-0 text-accent" />
                    {goal}
                  </li>
                ))}
              </ul>
            </section>
          )}
          {intro.length > 0 && (
            <section aria-label="Introduction">
              <LabText text={intro} lang={language} />
            </section>
          )}
          <section aria-labelledby="steps">
            <h2 id="steps" className="mb-2 font-semibold text-lg">
              Steps
            </h2>
            <ol className="divide-y divide-line rounded-lg border border-line bg-surface">
              {steps.map((step, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the steps of a lab stand in their order
                <li key={at} className="flex gap-3 px-4 py-2">
                  <span className="w-5 shrink-0 text-right text-muted tabular-nums">{at + 1}</span>
                  {step.title}
                </li>
              ))}
            </ol>
          </section>
        </article>
      </div>
    </>
  );
}
