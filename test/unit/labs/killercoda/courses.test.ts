import { describe, expect, it } from "vitest";
import { loadKillercodaCourses } from "../../../../server/labs/formats/killercoda/courses/load-courses.ts";
import { folderInMemory } from "../../../../server/labs/sources/folder-in-memory.ts";
import { type Files, settings } from "./a-scenario.ts";

const index = JSON.stringify(settings());
const items = (...paths: unknown[]) => JSON.stringify({ items: paths.map((path) => ({ path })) });
const load = (files: Files, slugOf?: Parameters<typeof loadKillercodaCourses>[1]) => {
  const { courses, unlisted, remarks } = loadKillercodaCourses(folderInMemory(files), slugOf);
  const told = remarks.map(({ severity, file, line }) => `${severity} ${file}:${line}`);
  return { courses, unlisted, told, labs: courses.map(({ slug, labs }) => `${slug}: ${labs.join(" ")}`) };
};

describe("structure.json", () => {
  it("one whose entries are all groups orders them and is no course", () => {
    const files = {
      "structure.json": items("b", "a"),
      "a/structure.json": items("x"),
      "a/x/index.json": index,
      "b/y/index.json": index,
    };
    expect(load(files).labs).toEqual(["b: y", "a: x"]);
  });

  it("what is not there or leads out is told, and the course goes on", () => {
    const files = { "c/structure.json": items("gone", "../../x", "", "y"), "c/y/index.json": index };
    const told = ["warning c/structure.json:1", "warning c/structure.json:1", "warning c/structure.json:1"];
    expect(load(files)).toMatchObject({ labs: ["c: y"], told });
  });

  it("one that lists nothing that is there is no course", () => {
    expect(load({ "c/structure.json": items("gone") })).toMatchObject({
      labs: [],
      told: ["warning c/structure.json:null", "warning c/structure.json:1"],
    });
  });

  it.each([
    ["broken", '{ "items": [ { "path": "y" }, { "path" '],
    ["of wrong types", '{ "title": {}, "items": [ 7, { "path": ["y"] }, { "path": "y" } ] }'],
  ])("one that is %s gives what can be read", (_name, text) => {
    const { labs, told } = load({ "c/structure.json": text, "c/y/index.json": index });
    expect(labs).toEqual(["c: y"]);
    expect(told.length).toBeGreaterThan(0);
  });

  it("groups that name each other end", () => {
    const files = {
      "a/structure.json": items("../b", "x"),
      "b/structure.json": items("../a", "y"),
      "a/x/index.json": index,
      "b/y/index.json": index,
    };
    expect(load(files).labs).toEqual(["a: x", "b: y"]);
  });

  it("a file of that name that is none is left alone", () => {
    expect(load({ "structure.json": '{ "tables": [] }', "a/index.json": index })).toMatchObject({
      labs: [],
      told: [],
      unlisted: [],
    });
  });

  it("an author's words in a list are no Markdown", () => {
    const text = JSON.stringify({
      items: [{ path: "y", title: "[a](javascript:b)", description: "<img>\n# x" }],
    });
    const { courses } = load({ "c/structure.json": text, "c/y/index.json": index });
    expect(courses[0]?.text.markdown).toBe("- **\\[a\\](javascript:b)**: \\<img\\> # x");
  });
});

describe("courses of all kinds", () => {
  it("each has a slug of its own", () => {
    const files = {
      "c/structure.json": items("y"),
      "d/c/structure.json": items("z"),
      "c-pathway.json": JSON.stringify({ title: "C", courses: [{ course_id: "y" }] }),
      "c/y/index.json": index,
      "d/c/z/index.json": index,
    };
    expect(load(files).labs).toEqual(["c: y", "c-2: z", "c-3: y"]);
  });

  it("labs have the slugs that the library gave them, and those that it has not are told", () => {
    const files = { "c/structure.json": items("y", "z"), "c/y/index.json": index, "c/z/index.json": index };
    expect(load(files, (path) => (path === "c/y" ? "y-2" : null))).toMatchObject({
      labs: ["c: y-2"],
      told: ["warning c/structure.json:1"],
    });
  });

  it("a scenario_root that leads out is told, and pathways are found beside their file", () => {
    const pathway = JSON.stringify({ title: "P", courses: [{ course_id: "y" }, { title: "No id" }] });
    const files = {
      "katacoda.yaml": "scenario_root: ../..\n",
      "p-pathway.json": pathway,
      "p/y/index.json": index,
    };
    expect(load(files)).toMatchObject({
      labs: ["p: y"],
      told: ["error katacoda.yaml:1", "warning p-pathway.json:1"],
    });
  });
});
