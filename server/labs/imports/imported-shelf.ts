import type { ImportId, LabSlug, LearnerId } from "../../../runtime/protocol/index.ts";
import type { Lab } from "../model/lab.ts";

/** The labs of all imports that were kept, as they can be started now. */
export function createImportedShelf() {
  const imports = new Map<ImportId, { learnerId: LearnerId; labs: Lab[] }>();
  const bySlug = new Map<LabSlug, { lab: Lab; importId: ImportId }>();
  const listeners = new Set<(slugs: LabSlug[]) => void>();
  const tell = (labs: readonly Lab[]) => {
    for (const listener of listeners) listener(labs.map(({ slug }) => slug));
  };
  return {
    put(importId: ImportId, learnerId: LearnerId, labs: Lab[]): void {
      imports.set(importId, { learnerId, labs });
      for (const lab of labs) bySlug.set(lab.slug, { lab, importId });
      tell(labs);
    },
    has: (importId: ImportId): boolean => imports.has(importId),
    remove(importId: ImportId): void {
      const labs = imports.get(importId)?.labs ?? [];
      imports.delete(importId);
      for (const { slug } of labs) bySlug.delete(slug);
      if (labs.length > 0) tell(labs);
    },
    get: (slug: LabSlug): Lab | undefined => bySlug.get(slug)?.lab,
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
