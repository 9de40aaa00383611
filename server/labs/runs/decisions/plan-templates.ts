export interface TemplatesKnown {
  /** Of labs' set-ups, that exist. */
  existing: { name: string; createdAtMs: number }[];
  /** When each was last cloned, milliseconds. */
  uses: ReadonlyMap<string, number>;
  /** Those that a lab as it is now would use. */
  current: ReadonlySet<string>;
  /** Being cloned, or about to be. */
  inUse: ReadonlySet<string>;
}

const KEEP = 20;

/** The templates that are to go: of labs that changed or went, and beyond the twenty that were used last. Never one in use. */
export function planTemplates({ existing, uses, current, inUse }: TemplatesKnown, keep = KEEP): string[] {
  const usedAtMs = ({ name, createdAtMs }: TemplatesKnown["existing"][number]) =>
    Math.max(uses.get(name) ?? 0, createdAtMs);
  const wanted = existing.filter(({ name }) => current.has(name)).sort((a, b) => usedAtMs(b) - usedAtMs(a));
  const stays = new Set(wanted.slice(0, keep).map(({ name }) => name));
  return existing.map(({ name }) => name).filter((name) => !stays.has(name) && !inUse.has(name));
}
