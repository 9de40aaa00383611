import { expect, it } from "vitest";
import { mergeCollections } from "../../../../server/labs/library/merge-collections.ts";
import type { Course } from "../../../../server/labs/model/lab.ts";
import { aLab } from "./a-lab.ts";

const aCourse = (slug: string, labs: string[]): Course => ({
  slug,
  title: slug,
  summary: slug,
  minutes: null,
  text: { markdown: "", file: `courses/${slug}.md`, lineOffset: 0 },
  labs,
});
const aCollection = (name: string, slugs: string[], courses: Course[] = []) => ({
  name,
  loaded: {
    labs: slugs.map((slug) => ({ path: slug, loaded: { lab: aLab({ slug }), remarks: [] } })),
    courses,
    remarks: [],
  },
});

it("labs of several collections are one catalog, in their order", () => {
  const { labs, otherRemarks } = mergeCollections([
    aCollection("own", ["b", "a"]),
    aCollection("more", ["c"]),
  ]);
  expect([...labs.keys()]).toEqual(["b", "a", "c"]);
  expect(otherRemarks).toEqual([]);
});

it("a lab whose name is taken gets its collection's before it, with a digest of its own, and its course follows", () => {
  const theirs = aCollection("Their Labs", ["a"], [aCourse("all", ["a", "b"])]);
  const { labs, courses, remarks } = mergeCollections([aCollection("own", ["a", "b"]), theirs]);
  expect([...labs.keys()]).toEqual(["a", "b", "their-labs-a"]);
  expect(courses.get("all")?.labs).toEqual(["their-labs-a", "b"]);
  expect(labs.get("their-labs-a")?.slug).toBe("their-labs-a");
  expect(labs.get("their-labs-a")?.digest).not.toBe(labs.get("a")?.digest);
  expect(remarks.get("their-labs-a")).toMatchObject([{ severity: "warning" }]);
});

it("names stay different when collections are named alike, and short when they are long", () => {
  const long = "x".repeat(80);
  const { labs } = mergeCollections(["c", "c", "c"].map((name) => aCollection(name, [long])));
  expect(labs.size).toBe(3);
  for (const slug of labs.keys()) expect(slug.length).toBeLessThanOrEqual(80);
});

it("a course goes without labs that are not there, and says so; with none it is not shown", () => {
  const { courses, otherRemarks } = mergeCollections([
    aCollection("own", ["a"], [aCourse("one", ["a", "gone"]), aCourse("two", ["gone"])]),
  ]);
  expect([...courses.values()].map(({ slug, labs }) => [slug, labs])).toEqual([["one", ["a"]]]);
  expect(otherRemarks.map(({ file, message }) => `${file} ${message}`)).toEqual([
    "courses/one.md There is no lab gone: the course goes without it.",
    "courses/two.md There is no lab gone: the course goes without it.",
  ]);
});
