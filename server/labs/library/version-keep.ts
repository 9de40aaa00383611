import type { LabSlug } from "../../../runtime/protocol/index.ts";
import type { Lab } from "../model/lab.ts";

/** Of each lab; more than an author makes while one learner goes through it and saves now and then. */
const VERSIONS_OF_A_LAB = 20;

/** Versions of labs by digest: the newest of each, and those that it took the place of. */
export function createVersionKeep() {
  const byDigest = new Map<string, Lab>();
  const digestsOf = new Map<LabSlug, string[]>();
  return {
    add(lab: Lab): void {
      const digests = (digestsOf.get(lab.slug) ?? []).filter((digest) => digest !== lab.digest);
      digests.push(lab.digest);
      for (const old of digests.splice(0, digests.length - VERSIONS_OF_A_LAB)) byDigest.delete(old);
      digestsOf.set(lab.slug, digests);
      byDigest.set(lab.digest, lab);
    },
    get: (digest: string): Lab | undefined => byDigest.get(digest),
  };
}
