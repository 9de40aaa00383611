import type { ImportId, LabSlug, LearnerId } from "../../../runtime/protocol/index.ts";
import type { Course, Lab } from "../model/lab.ts";

interface Imported {
  labs: Lab[];
  courses: Course[];
}

/** The labs and courses of all imports that were kept, as they can be opened now. */
export function createImportedShelf() {
  const imports = new Map<ImportId, Imported & { learnerId: LearnerId }>();
  const bySlug = new Map<LabSlug, { lab: Lab; importId: ImportId }>();
  const courseBySlug = new Map<LabSlug, Course>();
  const listeners = new Set<(slugs: LabSlug[]) => void>();
  const tell = (labs: readonly Lab[]) => {
    for (const listener of listeners) listener(labs.map(({ slug }) => slug));
  };
  return {
    put(importId: ImportId, learnerId: LearnerId, { labs, courses }: Imported): void {
      imports.set(importId, { learnerId, labs, courses });
      for (const lab of labs) bySlug.set(lab.slug, { lab, importId });
      for (const course of courses) courseBySlug.set(course.slug, course);
      tell(labs);
    },
    has: (importId: ImportId): boolean => imports.has(importId),
    remove(importId: ImportId): void {
      const { labs, courses } = imports.get(importId) ?? { labs: [], courses: [] };
      imports.delete(importId);
      for (const { slug } of labs) bySlug.delete(slug);
      for (const { slug } of courses) courseBySlug.delete(slug);
      if (labs.length > 0) tell(labs);
    },
    get: (slug: LabSlug): Lab | undefined => bySlug.get(slug)?.lab,
    course: (slug: LabSlug): Course | undefined => courseBySlug.get(slug),
    /** Those of its own import that have this lab. */
    coursesWith(slug: LabSlug): Course[] {
      const importId = bySlug.get(slug)?.importId;
      const courses = importId === undefined ? [] : (imports.get(importId)?.courses ?? []);
      return courses.filter(({ labs }) => labs.includes(slug));
    },
    importOf: (slug: LabSlug): ImportId | undefined => bySlug.get(slug)?.importId,
    byDigest: (digest: string): Lab | undefined =>
      [...bySlug.values()].find(({ lab }) => lab.digest === digest)?.lab,
    /** Those that this learner brought, the newest import last. */
    labsOf: (learnerId: LearnerId): Lab[] =>
      [...imports.values()].filter((one) => one.learnerId === learnerId).flatMap(({ labs }) => labs),
    onChange(listener: (slugs: LabSlug[]) => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export type ImportedShelf = ReturnType<typeof createImportedShelf>;
