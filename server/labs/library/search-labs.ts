import MiniSearch from "minisearch";
import type { Lab } from "../model/lab.ts";

const WEIGHTS = { title: 5, tags: 3, summary: 2, goals: 1, steps: 1 };

/** Words of a lab that a search looks at, in all its languages. */
function document(lab: Lab) {
  const translations = Object.values(lab.translations);
  const all = (own: string, of: (translation: (typeof translations)[number]) => string) =>
    [own, ...translations.map(of)].join("\n");
  return {
    slug: lab.slug,
    title: all(lab.title, ({ title }) => title),
    summary: all(lab.summary, ({ summary }) => summary),
    tags: lab.tags.join(" "),
    goals: all(lab.goals.join("\n"), ({ goals }) => goals.join("\n")),
    steps: all(lab.steps.map(({ title }) => title).join("\n"), ({ steps }) =>
      steps.map(({ title }) => title).join("\n"),
    ),
  };
}

/** The labs that have every word of a query, also as a beginning or with a letter wrong, the best first; all, in their order, for an empty one. */
export function searchLabs(labs: readonly Lab[], query: string): Lab[] {
  if (query.trim() === "") return [...labs];
  const index = new MiniSearch({
    idField: "slug",
    fields: Object.keys(WEIGHTS),
    searchOptions: {
      boost: WEIGHTS,
      combineWith: "AND",
      prefix: true,
      fuzzy: (term) => (term.length > 4 ? 0.2 : false),
    },
  });
  index.addAll(labs.map(document));
  const bySlug = new Map(labs.map((lab) => [lab.slug, lab]));
  return index.search(query.slice(0, 200)).flatMap(({ id }) => bySlug.get(id as string) ?? []);
}
