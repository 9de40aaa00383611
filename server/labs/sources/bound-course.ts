import type { LabRemark } from "../../../runtime/protocol/index.ts";
import type { Course } from "../model/lab.ts";
import { cut, LONGEST_WORDS } from "./bound-lab.ts";

const MOST_LABS = 200;

/** The course as pages can take it, each lab once; what is cut is told to its author. The same course where there is nothing to cut. */
export function boundCourse(course: Course): { course: Course; remarks: LabRemark[] } {
  const title = cut(course.title, LONGEST_WORDS.title);
  const summary = cut(course.summary, LONGEST_WORDS.summary);
  const labs = [...new Set(course.labs)];
  const remarks: LabRemark[] = [];
  const tell = (severity: LabRemark["severity"], message: string) =>
    remarks.push({ severity, file: course.text.file, line: null, message });
  if (title !== course.title || summary !== course.summary)
    tell("warning", "The course's title or description is longer than a page shows: it is cut.");
  if (labs.length < course.labs.length)
    tell("warning", "The course lists a lab twice: the first time counts.");
  if (labs.length > MOST_LABS)
    tell("error", `The course lists ${labs.length} labs; those after ${MOST_LABS} are left out.`);
  if (remarks.length === 0) return { course, remarks };
  return { course: { ...course, title, summary, labs: labs.slice(0, MOST_LABS) }, remarks };
}
