import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { createLabSearch } from "../../../../server/labs/library/search-labs.ts";
import type { Lab } from "../../../../server/labs/model/lab.ts";
import { aLab } from "./a-lab.ts";

const labs = [
  aLab({ slug: "first", title: "Your first container", tags: ["containers"], summary: "Run hello-world." }),
  aLab({
    slug: "volumes",
    title: "Volumes and bind mounts",
    tags: ["storage"],
    summary: "Keep what a container wrote.",
  }),
  aLab({
    slug: "compose",
    title: "Compose",
    tags: ["compose"],
    summary: "A Flask app with redis.",
    goals: ["Scale a service"],
  }),
];
const slugsOf = async (some: readonly Lab[], query: string, search = createLabSearch()) =>
  (await search.find(some, query)).map(({ slug }) => slug);

it.each([
  ["", ["first", "volumes", "compose"]],
  ["  ", ["first", "volumes", "compose"]],
  ["volume", ["volumes"]],
  ["VOLUMES", ["volumes"]],
  ["compse", ["compose"]],
  ["container", ["first", "volumes"]],
  ["storage", ["volumes"]],
  ["scale service", ["compose"]],
  ["hello-world", ["first"]],
  ["flask volumes", []],
  ["kubernetes", []],
  ["...", []],
])("a search for %j finds %j, the best first", async (query, slugs) => {
  expect(await slugsOf(labs, query)).toEqual(slugs);
});

it("a search finds the words of translations", async () => {
  const { intro, finish } = aLab();
  const german = { title: "Dein erster Behälter", summary: "x", goals: [], intro, finish, steps: [] };
  const lab = aLab({ translations: { de: german } });
  expect(await createLabSearch().find([lab], "Behälter")).toEqual([lab]);
});

describe("a search of many labs", () => {
  const SUMMARY = "word ".repeat(40);

  /** Labs that count how often their words are looked at. */
  function countedLabs(count: number, from = 0) {
    const reads = { count: 0 };
    const some = Array.from({ length: count }, (_, index) => {
      const at = from + index;
      const lab = aLab({ slug: `lab-${at}`, tags: [`t${at}`], summary: SUMMARY, digest: `digest-${at}` });
      return Object.defineProperty(lab, "title", {
        get() {
          reads.count += 1;
          return at % 50 === 0 ? "Volumes" : `Lab ${at}`;
        },
      });
    });
    return { some, reads };
  }

  it("finds the best of all, wherever they stand", async () => {
    const { some } = countedLabs(250);
    const best = aLab({ slug: "best", title: "Volumes", tags: ["volumes"], digest: "best" });
    expect(await slugsOf([...some, best], "volumes")).toEqual([
      "best",
      "lab-0",
      "lab-50",
      "lab-100",
      "lab-150",
      "lab-200",
    ]);
  });

  it("leaves the thread to others in between", async () => {
    const { some } = countedLabs(1000);
    let turns = 0;
    let done = false;
    const found = slugsOf(some, "t777").finally(() => {
      done = true;
    });
    while (!done) {
      await turn();
      turns += 1;
    }
    expect(await found).toEqual(["lab-777"]);
    expect(turns).toBeGreaterThan(900);
  });

  it("reads the words of each once, also when many ask at the same time", async () => {
    const { some, reads } = countedLabs(250);
    const search = createLabSearch();
    await Promise.all(["t1", "t2", "t3"].map((query) => slugsOf(some, query, search)));
    await slugsOf([...some], "t4", search);
    expect(reads.count).toBe(250);
  });

  it("reads again only what stands beside a lab that changed", async () => {
    const { some, reads } = countedLabs(250);
    const search = createLabSearch();
    await slugsOf(some, "t1", search);
    const changed = some.with(249, aLab({ slug: "lab-249", title: "Changed", digest: "other" }));
    expect(await slugsOf(changed, "changed", search)).toEqual(["lab-249"]);
    expect(reads.count).toBe(250 + 49);
    expect(await slugsOf(some, "changed", search)).toEqual([]);
  });

  it("keeps the words of so many labs and no more: those that were asked last", async () => {
    const [one, other] = [countedLabs(10), countedLabs(10, 10)];
    const search = createLabSearch(3000);
    for (const { some } of [one, other, one, other]) await slugsOf(some, "t1", search);
    expect([one.reads.count, other.reads.count]).toEqual([20, 20]);
    const roomy = createLabSearch();
    for (const { some } of [one, other, one, other]) await slugsOf(some, "t1", roomy);
    expect([one.reads.count, other.reads.count]).toEqual([30, 30]);
  });

  it("looks at the first words of a lab that never ends, and at the first words of a query", async () => {
    const lab = aLab({
      goals: ["one two three four five six", "x".repeat(5000), "farewell"],
      digest: "long",
    });
    expect(await slugsOf([lab], "five")).toHaveLength(1);
    expect(await slugsOf([lab], "farewell")).toEqual([]);
    expect(await slugsOf([lab], "one two three four five six nothing")).toHaveLength(1);
    expect(await slugsOf([lab], "one two three four five nothing")).toEqual([]);
  });
});
