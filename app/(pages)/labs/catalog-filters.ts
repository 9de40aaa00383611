import MiniSearch from "minisearch";
import { type LabCard, LabLevel } from "../../../runtime/protocol/index.ts";

/** What of the catalog is asked for; empty words ask for nothing in particular. */
export interface CatalogFilters {
  search: string;
  level: LabLevel | "";
  tag: string;
  /** At most so many minutes, or "longer" than an hour. */
  time: TimeFilter | "";
}

export const TIMES = {
  "15": "Up to 15 minutes",
  "30": "Up to 30 minutes",
  "60": "Up to an hour",
  longer: "More than an hour",
} as const;
export type TimeFilter = keyof typeof TIMES;
const isTime = (time: string): time is TimeFilter => Object.hasOwn(TIMES, time);

export const NO_FILTERS: CatalogFilters = { search: "", level: "", tag: "", time: "" };

/** What an address asks for; what is not understood asks for nothing. */
export function readFilters(query: URLSearchParams): CatalogFilters {
  const level = LabLevel.safeParse(query.get("level"));
  const time = query.get("time") ?? "";
  return {
    search: (query.get("q") ?? "").slice(0, 200),
    level: level.success ? level.data : "",
    tag: (query.get("topic") ?? "").slice(0, 100),
    time: isTime(time) ? time : "",
  };
}

/** The query that asks for this, with its `?`; empty when nothing is asked for. */
export function writeFilters({ search, level, tag, time }: CatalogFilters): string {
  const given = { q: search, level, topic: tag, time };
  const query = new URLSearchParams(Object.entries(given).filter(([, value]) => value !== ""));
  return query.size > 0 ? `?${query}` : "";
}

const inTime = (minutes: number | null, time: TimeFilter) =>
  minutes !== null && (time === "longer" ? minutes > 60 : minutes <= Number(time));

/** A search over cards: beginnings of words and small slips are found; the title counts most. */
export function createCardSearch(cards: readonly LabCard[]) {
  const index = new MiniSearch<LabCard>({
    idField: "slug",
    fields: ["title", "summary", "tags", "slug"],
    extractField: (card, field) =>
      field === "tags" ? card.tags.join(" ") : String(card[field as "title" | "summary" | "slug"]),
    searchOptions: {
      boost: { title: 4, tags: 2 },
      prefix: true,
      fuzzy: (term) => (term.length > 4 ? 0.2 : false),
      combineWith: "AND",
    },
  });
  index.addAll(cards);
  return (text: string): LabCard[] => {
    const bySlug = new Map(cards.map((card) => [card.slug as string, card]));
    return index.search(text).flatMap(({ id }) => bySlug.get(String(id)) ?? []);
  };
}

/** The cards that are asked for: the best match first where there is a search, else as they stand. */
export function filterCards(
  cards: readonly LabCard[],
  { search, level, tag, time }: CatalogFilters,
  find: (text: string) => LabCard[],
): LabCard[] {
  const found = search.trim() === "" ? cards : find(search);
  return found.filter(
    (card) =>
      (level === "" || card.level === level) &&
      (tag === "" || card.tags.includes(tag)) &&
      (time === "" || inTime(card.minutes, time)),
  );
}

/** All topics, by name. */
export const tagsOf = (cards: readonly LabCard[]): string[] =>
  [...new Set(cards.flatMap(({ tags }) => tags))].sort((one, other) => one.localeCompare(other));
