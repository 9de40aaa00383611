import MiniSearch from "minisearch";
import { oneByOne } from "../../../runtime/common/one-by-one.ts";
import type { Lab } from "../model/lab.ts";

const WEIGHTS = { title: 5, tags: 3, summary: 2, goals: 1, steps: 1 };
/** Of one lab: the house's have some five hundred in a language. Making an index and asking it takes time by them. */
const MOST_CHARACTERS = 2000;
/** Of a query; what is above is not looked for. */
const MOST_WORDS = 6;
/** Labs of one index: asking one takes some milliseconds, and others have a turn before the next. */
const LABS_OF_INDEX = 100;
/** Of all indexes that are kept; each takes some ten bytes of memory, of words made up to do harm a hundred. */
const KEPT_CHARACTERS = 1_000_000;

/** Words of a lab that a search looks at, in all its languages, the weighty ones first. */
function document(lab: Lab) {
  const translations = Object.values(lab.translations);
  let room = MOST_CHARACTERS;
  const within = (words: string[]) => {
    const taken: string[] = [];
    for (const word of words) {
      if (room <= 0) break;
      taken.push(word.slice(0, room));
      room -= word.length;
    }
    return taken.join("\n");
  };
  return {
    slug: lab.slug,
    title: within([lab.title, ...translations.map(({ title }) => title)]),
    tags: within(lab.tags),
    summary: within([lab.summary, ...translations.map(({ summary }) => summary)]),
    goals: within([...lab.goals, ...translations.flatMap(({ goals }) => goals)]),
    steps: within([lab, ...translations].flatMap(({ steps }) => steps.map(({ title }) => title))),
    characters: MOST_CHARACTERS - Math.max(0, room),
  };
}

const emptyIndex = () =>
  new MiniSearch({
    idField: "slug",
    fields: Object.keys(WEIGHTS),
    searchOptions: {
      boost: WEIGHTS,
      combineWith: "AND",
      prefix: true,
      fuzzy: (term) => (term.length > 4 ? 0.2 : false),
      maxFuzzy: 2,
    },
  });

interface Kept {
  /** Of its labs. Not they themselves: their pictures go when they are removed. */
  digests: string[];
  index: Promise<MiniSearch>;
  /** 0 while it is made. */
  characters: number;
}

const isOf = (labs: readonly Lab[], { digests }: Kept) =>
  labs.length === digests.length && labs.every(({ digest }, at) => digest === digests[at]);

export interface LabSearch {
  /**
   * The labs that have every word of a query, also as a beginning or with a letter wrong, the best first; all, in their order, for an
   * empty one. Many labs of many words are looked through in steps, between which others have their turn.
   */
  find(labs: readonly Lab[], query: string): Promise<Lab[]>;
}

/** Keeps the indexes of labs that are searched again. */
export function createLabSearch(keptCharacters = KEPT_CHARACTERS): LabSearch {
  /** What was asked last is last. */
  const kept: Kept[] = [];
  let last: Promise<unknown> = Promise.resolve();

  const forget = (one: Kept) => {
    const at = kept.indexOf(one);
    if (at >= 0) kept.splice(at, 1);
  };

  function makeRoom(): void {
    let characters = kept.reduce((sum, one) => sum + one.characters, 0);
    for (const one of [...kept]) {
      if (characters <= keptCharacters) return;
      characters -= one.characters;
      forget(one);
    }
  }

  async function make(own: Kept, labs: readonly Lab[]): Promise<MiniSearch> {
    const index = emptyIndex();
    const counts = await oneByOne(labs, async (lab) => {
      const { characters, ...words } = document(lab);
      index.add(words);
      return characters;
    });
    own.characters = counts.reduce((sum, count) => sum + count, 0);
    makeRoom();
    return index;
  }

  function indexOf(labs: readonly Lab[]): Promise<MiniSearch> {
    const known = kept.find((one) => isOf(labs, one));
    if (known) {
      forget(known);
      kept.push(known);
      return known.index;
    }
    // One at a time: no more than one is ever held beside those that are kept.
    const digests = labs.map(({ digest }) => digest);
    const own: Kept = { digests, characters: 0, index: last.then(() => make(own, labs)) };
    last = own.index.catch(() => forget(own));
    kept.push(own);
    return own.index;
  }

  return {
    async find(labs, query) {
      if (query.trim() === "") return [...labs];
      const words = query.split(/[\s\p{P}]+/u).filter((word) => word !== "");
      const asked = words.slice(0, MOST_WORDS).join(" ");
      const parts = Array.from({ length: Math.ceil(labs.length / LABS_OF_INDEX) }, (_, at) =>
        labs.slice(at * LABS_OF_INDEX, (at + 1) * LABS_OF_INDEX),
      );
      const found = await oneByOne(parts, async (part) => (await indexOf(part)).search(asked));
      const bySlug = new Map(labs.map((lab) => [lab.slug, lab]));
      return found
        .flat()
        .sort((a, b) => b.score - a.score)
        .flatMap(({ id }) => bySlug.get(id as string) ?? []);
    },
  };
}
