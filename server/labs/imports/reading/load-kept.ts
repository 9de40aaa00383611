import type { Course, Lab } from "../../model/lab.ts";
import { withDigest } from "../../model/lab-digest.ts";
import { folderOnDisk } from "../../sources/folder-on-disk.ts";
import { loadLabs } from "../../sources/load-labs.ts";
import { importedEgress } from "../imported-egress.ts";
import type { WorkerJob } from "./worker-job.ts";

const given = <T>(names: Record<string, T>, name: string): T | undefined =>
  Object.hasOwn(names, name) ? names[name] : undefined;

/** What was kept, under the addresses that it was given: nothing that was given none, and courses with such labs only. */
export function loadKept({ folder, name, slugs, courses }: Extract<WorkerJob, { kind: "kept" }>): {
  labs: Lab[];
  courses: Course[];
} {
  const loaded = loadLabs(folderOnDisk(folder), name);
  const renamed = new Map<string, Lab>();
  for (const { path, loaded: one } of loaded.labs) {
    const slug = given(slugs, path);
    if (!one.lab || !slug) continue;
    const egress = importedEgress(one.lab.egress);
    renamed.set(one.lab.slug, withDigest({ ...one.lab, slug, egress }));
  }
  return {
    labs: [...renamed.values()],
    courses: loaded.courses.flatMap((course) => {
      const slug = given(courses, course.slug);
      const labs = course.labs.flatMap((lab) => renamed.get(lab)?.slug ?? []);
      return slug && labs.length > 0 ? [{ ...course, slug, labs }] : [];
    }),
  };
}
