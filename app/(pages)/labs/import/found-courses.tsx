"use client";
import type { ImportedCourse, LabImportView } from "../../../../runtime/protocol/index.ts";
import { countLabs } from "./import-words.ts";
import { useFew } from "./use-few.tsx";

const FEW = 6;

function FoundCourse({ course, titles }: { course: ImportedCourse; titles: string[] }) {
  const { shown, showAll } = useFew(titles, FEW);
  return (
    <li className="rounded-lg border border-line bg-surface p-4">
      <h3 className="break-words font-semibold text-[15px]">{course.title}</h3>
      <p className="break-words text-[13px] text-muted">
        Course of {countLabs(titles.length)} · {course.file}
      </p>
      <ol aria-label={`Labs of ${course.title}`} className="mt-2 list-decimal pl-6 marker:text-muted">
        {shown.map((title, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the labs of a course stand in their order
          <li key={at} className="break-words">
            {title}
          </li>
        ))}
      </ol>
      {showAll}
    </li>
  );
}

/** The courses that were found, each with its labs in order. */
export function FoundCourses({ courses, labs }: Pick<LabImportView, "courses" | "labs">) {
  if (courses.length === 0) return null;
  const titleOf = new Map(labs.map(({ slug, title }) => [slug, title]));
  return (
    <ul aria-label="Courses" className="mt-3 flex flex-col gap-3">
      {courses.map((course) => (
        <FoundCourse
          key={course.slug}
          course={course}
          titles={course.labs.map((slug) => titleOf.get(slug) ?? slug)}
        />
      ))}
    </ul>
  );
}
