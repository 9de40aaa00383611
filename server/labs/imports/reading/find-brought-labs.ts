import type { LabRemark } from "../../../../runtime/protocol/index.ts";
import { createLabRenderer } from "../../markdown/render-text.ts";
import type { LabFolder } from "../../model/folder.ts";
import type { LoadedLab } from "../../model/lab.ts";
import { findLabs, type LabFormat } from "../../sources/find-labs.ts";
import { loadLabs } from "../../sources/load-labs.ts";
import { refuseSource } from "../../sources/refuse-source.ts";
import { importLimits } from "../import-limits.ts";
import { lookAtCourses } from "./look-at-courses.ts";
import { type RenderAllOptions, renderAll } from "./render-all.ts";
import { boundRemarks, placeRemarks, titleOfPath } from "./report-words.ts";
import type { FoundLab, FoundLabs } from "./worker-job.ts";

const cpuMs = (): number => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
};

/**
 * Loads and renders all labs and courses of a folder, for a report. `name` is that of a lab which is the whole folder. Throws
 * `lab.source-refused` when there is none, or more than one person can look through.
 */
export async function findBroughtLabs(folder: LabFolder, name: string): Promise<FoundLabs> {
  const { labs, courses, remarks } = loadLabs(folder, name);
  if (labs.length === 0)
    throw refuseSource(
      "There is no lab in it.",
      "A lab is a folder with a lab.md, a Killercoda or Katacoda scenario with its index.json, a Play with Docker post below _posts, or a Labspace with its labspace.yaml.",
    );
  if (labs.length > importLimits.labs)
    throw refuseSource(
      `There are ${labs.length} labs in it, and ${importLimits.labs} may be brought at once.`,
      "Bring them in parts.",
    );
  const formats = new Map(findLabs(folder).map(({ path, format }) => [path, format]));
  const options = { renderer: createLabRenderer(), cpuMs, maxTextCpuMs: importLimits.textCpuMs };
  const found: FoundLab[] = [];
  for (const { path, loaded } of labs) {
    const format = formats.get(path) ?? "native";
    found.push(await look(path, format, loaded, options));
  }
  const names = new Set(found.flatMap(({ name }) => name ?? []));
  const looked = await lookAtCourses(courses, names, options);
  const bytes = folder.paths().reduce((sum, path) => sum + folder.read(path).length, 0);
  return boundRemarks(
    { bytes, labs: found, courses: looked.courses, remarks: [...remarks, ...looked.remarks] },
    importLimits.remarks,
  );
}

async function look(
  path: string,
  format: LabFormat,
  { lab, remarks }: LoadedLab,
  options: RenderAllOptions,
): Promise<FoundLab> {
  const place = (some: LabRemark[]) => placeRemarks(some, path, format);
  if (!lab)
    return { path, format, name: null, title: titleOfPath(path), stepCount: 0, remarks: place(remarks) };
  const rendered = await renderAll(lab, options);
  return {
    path,
    format,
    name: rendered.tooSlow ? null : lab.slug,
    title: lab.title,
    stepCount: lab.steps.length,
    remarks: place([...remarks, ...rendered.remarks]),
  };
}
