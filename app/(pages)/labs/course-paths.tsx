import { ArrowRight } from "lucide-react";
import Link from "next/link";
import type { CourseCard } from "../../client/lab-api.ts";
import { describeMinutes } from "./lab-facts.ts";

const SEGMENTS = { finished: "bg-good", begun: "bg-accent", none: "bg-line" } as const;

/** Courses as ordered paths: a segment for each lab, in its state. */
export function CoursePaths({ courses }: { courses: CourseCard[] }) {
  if (courses.length === 0) return null;
  return (
    <section aria-labelledby="courses" className="mb-10">
      <h2 id="courses" className="mb-3 font-semibold text-lg">
        Courses
      </h2>
      <ul className="grid gap-3 md:grid-cols-2">
        {courses.map(({ slug, title, summary, minutes, labs }) => {
          const finished = labs.filter(({ progress }) => progress.state === "finished").length;
          const facts = [
            labs.length === 1 ? "1 lab" : `${labs.length} labs`,
            minutes !== null && describeMinutes(minutes),
            finished > 0 && `${finished} finished`,
          ];
          return (
            <li
              key={slug}
              className="relative flex flex-col gap-2 rounded-lg border border-line bg-surface p-4 transition-colors duration-100 focus-within:border-accent hover:border-accent"
            >
              <h3 className="flex items-center gap-2 font-semibold text-[15px]">
                <Link
                  href={`/courses/${slug}`}
                  prefetch={false}
                  className="min-w-0 flex-1 after:absolute after:inset-0 after:rounded-lg"
                >
                  {title}
                </Link>
                <ArrowRight size={16} aria-hidden className="shrink-0 text-muted" />
              </h3>
              <p className="flex-1 text-muted">{summary}</p>
              <div aria-hidden className="flex gap-1">
                {labs.map((lab) => (
                  <span
                    key={lab.slug}
                    title={lab.title}
                    className={`h-1.5 flex-1 rounded-full ${SEGMENTS[lab.progress.state]}`}
                  />
                ))}
              </div>
              <p className="text-[13px] text-muted">{facts.filter(Boolean).join(" · ")}</p>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
