import type { LabRemark } from "../../../../runtime/protocol/index.ts";
import type { Course } from "../../model/lab.ts";
import { importLimits } from "../import-limits.ts";
import { type RenderAllOptions, renderCourse } from "./render-all.ts";
import type { FoundCourse } from "./worker-job.ts";

/**
 * The courses that come along with labs: those of which a lab can be shown and whose text can be rendered in reasonable time.
 * `names` are those of the labs that can be shown. What is left out, of courses or as courses, is told.
 */
export async function lookAtCourses(
  courses: readonly Course[],
  names: ReadonlySet<string>,
  options: RenderAllOptions,
): Promise<{ courses: FoundCourse[]; remarks: LabRemark[] }> {
  const found: FoundCourse[] = [];
  const remarks: LabRemark[] = [];
  for (const { slug, title, text, labs } of courses) {
    const { file } = text;
    const tell = (severity: LabRemark["severity"], message: string) =>
      remarks.push({ severity, file, line: null, message });
    if (found.length === importLimits.courses) {
      tell("error", `The course “${title}” is left out: ${importLimits.courses} may be brought at once.`);
      continue;
    }
    const shown = labs.filter((lab) => names.has(lab));
    if (shown.length === 0) {
      tell("warning", `The course “${title}” is left out: none of its labs can be shown.`);
      continue;
    }
    for (const lab of labs)
      if (!names.has(lab))
        tell("warning", `The course “${title}” goes without ${lab}, which cannot be shown.`);
    const rendered = await renderCourse(text, options);
    remarks.push(...rendered.remarks);
    if (!rendered.tooSlow) found.push({ name: slug, title, file, labs: shown });
  }
  return { courses: found, remarks };
}
