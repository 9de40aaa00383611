import { readdirSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findLabs } from "../../../../server/labs/sources/find-labs.ts";
import { folderInMemory } from "../../../../server/labs/sources/folder-in-memory.ts";
import { folderOnDisk } from "../../../../server/labs/sources/folder-on-disk.ts";
import { createSlugs, slugOf } from "../../../../server/labs/sources/lab-names.ts";
import { loadLabs } from "../../../../server/labs/sources/load-labs.ts";

const native = (title: string) => ({
  "lab.md": `---\ntitle: ${title}\nsummary: S.\nlevel: beginner\nminutes: 5\ngoals: [x]\n---\ntext\n`,
  "steps/01-a.md": "---\ntitle: A\n---\ntext\n",
});
const killercoda = (title: string) => ({
  "index.json": JSON.stringify({
    title,
    details: { steps: [{ title: "A", text: "a.md" }] },
    backend: { imageid: "ubuntu" },
  }),
  "a.md": "text\n",
});
const labspace = (title: string) => ({
  "labspace/labspace.yaml": `title: ${title}\nsections:\n  - title: A\n    contentPath: a.md\n`,
  "labspace/a.md": "text\n",
});
const post = "---\ntitle: Post\n---\n## A\n\ntext\n";
const below = (folder: string, files: Record<string, string>) =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]));
const slugsOf = (files: Record<string, string>, name?: string) =>
  loadLabs(folderInMemory(files), name).labs.map(({ path, loaded }) => [
    path,
    loaded.lab?.slug,
    loaded.lab?.dialect,
  ]);

describe("loadLabs", () => {
  it("finds labs of every format, each under a name of its own", () => {
    const files = {
      ...below("first", native("First")),
      ...below("scenarios/second", killercoda("Second")),
      ...below("third", labspace("Third")),
      "site/_posts/2017-01-01-fourth.markdown": post,
      "README.md": "# Labs\n",
    };
    expect(slugsOf(files)).toEqual([
      ["first", "first", "native"],
      ["scenarios/second", "second", "killercoda"],
      ["site/_posts/2017-01-01-fourth.markdown", "fourth", "play-with-docker"],
      ["third", "third", "labspace"],
    ]);
  });

  it.each([
    ["a native lab", native("My Lab: one"), "my-lab-one"],
    ["a scenario", killercoda("Ünïcode & more"), "unicode-more"],
    ["a Labspace", labspace('"Quoted title"'), "quoted-title"],
  ])("names %s that is the whole folder by its title, or as it is told", (_what, files, slug) => {
    expect(slugsOf(files).map(([, one]) => one)).toEqual([slug]);
    expect(slugsOf(files, "Given").map(([, one]) => one)).toEqual(["given"]);
  });

  it("keeps names apart, and gives native labs the first choice", () => {
    const files = {
      ...below("a/intro", killercoda("x")),
      ...below("b/intro", killercoda("x")),
      ...below("z/intro", native("x")),
      "_posts/2017-01-01-intro.md": post,
      "_posts/2018-01-01-intro.md": post,
    };
    expect(slugsOf(files).map(([path, slug]) => [path, slug])).toEqual([
      ["_posts/2017-01-01-intro.md", "intro-2"],
      ["_posts/2018-01-01-intro.md", "intro-3"],
      ["a/intro", "a-intro"],
      ["b/intro", "b-intro"],
      ["z/intro", "intro"],
    ]);
  });

  it("takes what lies within a lab for that lab's own", () => {
    const files = {
      ...below("one", native("One")),
      ...below("one/files/demo", killercoda("x")),
      ...below("one/files/inner", native("x")),
      "one/files/courses/no.md": "---\ntitle: x\n---\n",
      ...below("two", labspace("Two")),
      ...below("two/project", labspace("x")),
      ...below("two/example", native("x")),
      "two/project/_posts/2017-01-01-x.md": post,
    };
    const { labs, courses } = loadLabs(folderInMemory(files));
    expect(labs.map(({ path }) => path)).toEqual(["one", "two"]);
    expect(courses).toEqual([]);
  });

  it("finds one Labspace where settings stand in two places", () => {
    const files = { ...labspace("New"), "labspace.yaml": "title: Old\nsections: []\n" };
    const { labs } = loadLabs(folderInMemory(files), "x");
    expect(labs.map(({ loaded }) => loaded.lab?.title)).toEqual(["New"]);
  });

  it("reads courses of both formats, under names of their own", () => {
    const files = {
      ...below("one", native("One")),
      ...below("docker/two", killercoda("Two")),
      "docker/structure.json": JSON.stringify({ title: "Docker", items: [{ path: "two" }] }),
      "courses/docker.md": "---\ntitle: Start\nsummary: S.\nlabs: [one]\n---\nText.\n",
      "courses/README.md": "# About\n",
    };
    const { courses, remarks } = loadLabs(folderInMemory(files));
    expect(courses.map(({ slug, labs }) => [slug, labs])).toEqual([
      ["docker", ["one"]],
      ["docker-2", ["two"]],
    ]);
    expect(remarks).toEqual([]);
  });

  it("leaves out what its repository does not list, but for what another course has", () => {
    const files = {
      ...below("docker/listed", killercoda("Listed")),
      ...below("docker/draft", killercoda("Draft")),
      ...below("docker/elsewhere", killercoda("Elsewhere")),
      ...below("free", killercoda("Free")),
      "docker/structure.json": JSON.stringify({ items: [{ path: "listed" }] }),
      "docker-pathway.json": JSON.stringify({ title: "P", courses: [{ course_id: "elsewhere" }] }),
    };
    const { labs, remarks } = loadLabs(folderInMemory(files));
    expect(labs.map(({ path }) => path)).toEqual(["docker/elsewhere", "docker/listed", "free"]);
    expect(remarks.map(({ severity, file }) => `${severity} ${file}`)).toEqual(["note docker/draft"]);
  });

  it("keeps a lab that cannot be loaded, with the reason", () => {
    const { labs } = loadLabs(folderInMemory({ "bad/labspace.yaml": "[", ...below("good", native("Good")) }));
    expect(labs.map(({ path, loaded }) => [path, loaded.lab === null, loaded.remarks.length > 0])).toEqual([
      ["bad", true, true],
      ["good", false, false],
    ]);
  });

  it("costs one lab, not all, when a loader throws", () => {
    const good = folderInMemory({ ...below("bad", labspace("Bad")), ...below("good", native("Good")) });
    const broken = {
      ...good,
      text: (path: string) => {
        if (path.startsWith("bad/")) throw new Error("the disk is on fire");
        return good.text(path);
      },
    };
    const { labs } = loadLabs(broken);
    expect(labs.map(({ loaded }) => [loaded.lab?.title, loaded.remarks[0]?.message])).toEqual([
      [undefined, "This cannot be loaded: the disk is on fire."],
      ["Good", undefined],
    ]);
  });

  it("loads all fixtures of all formats at once, each slug once, and all of them from their own files", () => {
    const fixtures = join(import.meta.dirname, "../../../fixtures/labs");
    for (const format of readdirSync(fixtures)) {
      const { labs } = loadLabs(folderOnDisk(join(fixtures, format)));
      const slugs = labs.flatMap(({ loaded }) => loaded.lab?.slug ?? []);
      expect(slugs.length, format).toBeGreaterThan(0);
      expect(new Set(slugs).size, format).toBe(slugs.length);
    }
  });

  it("throws for no folder whatever", () => {
    const name = fc.constantFrom(
      "lab.md",
      "a/lab.md",
      "index.json",
      "a/index.yaml",
      "labspace.yaml",
      "_posts/x.md",
      "courses/x.md",
      "structure.json",
      "x-pathway.json",
      "steps/01-a.md",
    );
    const text = fc.oneof(
      fc.string(),
      fc.jsonValue().map((value) => JSON.stringify(value)),
      fc.constantFrom("---\ntitle: x\n---\n", '{"details":{}}', "details:\n  steps: x\n"),
    );
    fc.assert(
      fc.property(fc.dictionary(name, text), (files) => {
        const { labs } = loadLabs(folderInMemory(files));
        for (const { loaded } of labs)
          expect(loaded.remarks.filter(({ message }) => message.startsWith("This cannot be loaded"))).toEqual(
            [],
          );
      }),
    );
  });
});

describe("findLabs", () => {
  it("does not take any index.json for a scenario", () => {
    expect(findLabs(folderInMemory({ "index.json": '{"name": "package"}', "web/index.json": "[]" }))).toEqual(
      [],
    );
  });
});

describe("slugOf", () => {
  it.each([
    ["First container", "first-container"],
    ["--Ça va?--", "ca-va"],
    ["日本", "lab"],
    ["", "lab"],
    [`${"a".repeat(79)}-b`, "a".repeat(79)],
  ])("%s: %s", (words, slug) => {
    expect(slugOf(words)).toBe(slug);
  });

  it("finds a free name for long ones, too", () => {
    const slugs = createSlugs();
    const long = "x".repeat(100);
    const claimed = [1, 2, 3].map(() => slugs.claim(long, "y"));
    expect(new Set(claimed).size).toBe(3);
  });
});
