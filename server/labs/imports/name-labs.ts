import type { ImportedLab, LabSlug } from "../../../runtime/protocol/index.ts";
import { createSlugs } from "../sources/lab-names.ts";
import type { RecordedCourse } from "./import-record.ts";
import type { FoundCourse, FoundLab } from "./reading/worker-job.ts";

/** Gives each lab of an import its address, which nobody guesses who does not know the key. */
export function nameLabs(found: readonly FoundLab[], key: string): ImportedLab[] {
  const slugs = createSlugs();
  return found.map(({ name, ...lab }) => ({
    ...lab,
    slug: name === null ? null : slugs.claim(`import-${key}-${name}`, ""),
  }));
}

/** The same for its courses, which then name their labs by these addresses. `named` are the labs, in the order of `found`. */
export function nameCourses(
  courses: readonly FoundCourse[],
  found: readonly FoundLab[],
  named: readonly ImportedLab[],
  key: string,
): RecordedCourse[] {
  const slugs = createSlugs();
  const addresses = new Map<string, LabSlug>();
  for (const [at, { name }] of found.entries()) {
    const slug = named[at]?.slug;
    if (name !== null && slug) addresses.set(name, slug);
  }
  return courses.map(({ labs, ...course }) => ({
    ...course,
    slug: slugs.claim(`import-${key}-${course.name}`, ""),
    labs: labs.flatMap((name) => addresses.get(name) ?? []),
  }));
}

/** What a lab that is the whole of an archive or a repository is named by. */
export function nameOfSource(source: string): string {
  const last =
    source
      .replace(/[?#].*$/, "")
      .replace(/\/+$/, "")
      .split(/[/\\]/)
      .at(-1) ?? "";
  return last.replace(/\.(?:zip|tar|tgz|tar\.gz|git)$/i, "").slice(0, 100);
}

/** Where labs came from, as people are told: no control characters, and not endless. */
export const showSource = (source: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is replaced
  source.replace(/[\u0000-\u001f\u007f]/g, "?").slice(0, 300);
