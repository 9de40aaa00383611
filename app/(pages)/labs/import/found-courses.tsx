"use client";
import { useState } from "react";
import type { ImportedCourse, LabImportView } from "../../../../runtime/protocol/index.ts";
import { Button } from "../../../ui/button.tsx";
import { countLabs } from "./import-words.ts";

const FEW = 6;

function FoundCourse({ course, titles }: { course: ImportedCourse; titles: string[] }) {
  const [all, setAll] = useState(false);
  const shown = all || titles.length <= FEW + 1 ? titles : titles.slice(0, FEW);
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
      {shown.length < titles.length && (
        <Button look="quiet" className="mt-2" onClick={() => setAll(true)}>
          Show all {titles.length}
        </Button>
      )}
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
