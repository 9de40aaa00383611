import { type LabRemark, LabSlug } from "../../../runtime/protocol/index.ts";
import type { Course } from "../model/lab.ts";
import { readFrontMatter } from "./front-matter.ts";
import { CourseFrontMatter } from "./lab-schema.ts";

/** A course from `courses/NAME.md`: its slug is the file's name. Null where it names no lab, or has no name of its own. */
export function loadCourse(file: string, text: string): { course: Course | null; remarks: LabRemark[] } {
  const name = file.replace(/^.*\//, "").replace(/\.md$/, "");
  const front = readFrontMatter(file, text, CourseFrontMatter, {
    title: name,
    summary: name,
    labs: [] as string[],
  });
  const remarks = [...front.remarks];
  const slug = LabSlug.safeParse(name);
  if (!slug.success) {
    const message = "A course's file is named in small letters, digits and hyphens, as first-steps.md.";
    remarks.push({ severity: "error", file, line: null, message });
    return { course: null, remarks };
  }
  const labs = front.data.labs.filter((lab, index) => {
    if (LabSlug.safeParse(lab).success) return true;
    const message = `${lab} is not a lab's name: small letters, digits and hyphens.`;
    remarks.push({ severity: "error", file, line: front.lineOf(["labs", index]), message });
    return false;
  });
  if (labs.length === 0) return { course: null, remarks };
  const { title, summary, minutes } = front.data;
  const body = { markdown: front.body, file, lineOffset: front.bodyOffset };
  return { course: { slug: slug.data, title, summary, minutes: minutes ?? null, text: body, labs }, remarks };
}
