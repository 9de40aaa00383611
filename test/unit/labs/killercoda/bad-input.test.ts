import { describe, expect, it } from "vitest";
import {
  findKillercodaScenarios,
  isKillercodaScenario,
} from "../../../../server/labs/formats/killercoda/translations.ts";
import { folderInMemory } from "../../../../server/labs/sources/folder-in-memory.ts";
import { type Files, labOf, loadFiles, loadScenario, settings } from "./a-scenario.ts";

describe("bad input", () => {
  it("one wrong field costs that field only", () => {
    const { lab, remarks } = loadScenario(
      settings(
        { description: ["a"], difficulty: {}, environment: "terminal", files: { a: 1 }, interface: [] },
        {
          steps: [
            { title: "First", text: "step1.md", verify: 7 },
            "second",
            { title: ["x"], text: "step1.md" },
          ],
          assets: { host01: "a.txt" },
        },
      ),
    );
    expect(lab).toMatchObject({
      title: "A scenario",
      summary: "",
      level: null,
      files: [],
      layout: "terminal",
      steps: [{ title: "First" }, { title: "Step 2" }],
    });
    expect(remarks.map(({ message }) => message.split(" ", 1)[0]).sort()).toEqual(
      [
        '"description"',
        '"details.assets.host01"',
        '"details.steps.1"',
        '"details.steps.2.title"',
        '"difficulty"',
        '"environment"',
        '"files"',
        '"interface"',
        "There",
      ].sort(),
    );
  });

  it.each([
    ["an empty file", ""],
    ["a list", '["details: "]'],
    ["a text", '"details: imageid:"'],
    ["no JSON", "details: here"],
  ])("%s is no scenario, or one that gives no lab and says why", (_name, index) => {
    const { lab, remarks } = loadScenario(index);
    expect(lab).toBeNull();
    expect(remarks[0]?.severity).toBe("error");
  });

  it("deep nesting is refused and not followed", () => {
    const { lab, remarks } = loadScenario(`{ "details": ${"[".repeat(100_000)}`);
    expect(lab).toBeNull();
    expect(remarks[0]?.message).toContain("nests");
  });

  it.each([
    [
      "aliases that multiply",
      `details: &a [1]\nb: &b [${"*a,".repeat(60)}]\nc: &c [${"*b,".repeat(60)}]\nd: [${"*c,".repeat(60)}]\n`,
    ],
    ["tags of a language", "details: !!js/function 'function () { return 1 }'\n"],
    ["a list that is not closed", "details: { steps: [\n"],
  ])("YAML with %s gives remarks and no harm", (_name, yaml) => {
    const { remarks } = loadFiles({ "s/index.yaml": yaml }, "s");
    expect(remarks.some(({ severity, file }) => severity !== "note" && file === "s/index.yaml")).toBe(true);
  });

  it("names of prototypes are names like others", () => {
    const { lab } = loadScenario(
      '{ "title": "T", "__proto__": { "title": "P" }, "constructor": 1, "details": { "steps": [] }, "backend": { "imageid": "ubuntu" } }',
    );
    expect(lab?.title).toBe("T");
    expect(({} as Record<string, unknown>).title).toBeUndefined();
  });

  it("ten thousand assets are placed, and those after them told as one remark", () => {
    const entries = Array.from({ length: 10_005 }, (_, number) => ({
      file: "a.txt",
      target: `/root/d${number}`,
    }));
    const { lab, remarks } = loadScenario(settings({}, { assets: { host01: entries } }), {
      "s/assets/a.txt": "a",
    });
    expect(lab?.files).toHaveLength(10_000);
    expect(remarks.map(({ severity }) => severity)).toEqual(["error"]);
  });

  it("files of patterns are bounded as well", () => {
    const files: Files = {};
    for (let number = 0; number < 4000; number++) files[`s/assets/f${number}`] = "x";
    const entries = ["/a", "/b", "/c"].map((target) => ({ file: "*", target }));
    const { lab, remarks } = loadScenario(settings({}, { assets: { host01: entries } }), files);
    expect(lab?.files).toHaveLength(10_000);
    expect(remarks[0]?.message).toBe("The assets are more than 10000 files; 2000 are left out.");
  });

  it("a hostile pattern ends at once", () => {
    const name = "a".repeat(200);
    const { lab } = loadScenario(
      settings({}, { assets: { host01: [{ file: `${"*a".repeat(100)}b`, target: "/" }] } }),
      { [`s/assets/${name}`]: "x" },
    );
    expect(lab?.files).toEqual([]);
  }, 2000);

  it.each([
    ["marks of a picture", `${"![".repeat(60_000)}`],
    ["pictures of HTML", `${"<img ".repeat(40_000)}`],
    ["backticks", `${"`".repeat(200_000)}`],
    ["a text too large to be rendered", "![a](b.png)\n".repeat(100_000)],
  ])(
    "a text of %s is looked through at once",
    (_name, markdown) => {
      expect(loadScenario(settings(), { "s/step1.md": markdown }).lab?.steps).toHaveLength(1);
    },
    3000,
  );

  it("a flood of remarks ends in one that says so", () => {
    const index = Object.fromEntries(Array.from({ length: 2000 }, (_, number) => [`x${number}`, 1]));
    const { remarks } = loadScenario({ ...settings(), ...index });
    expect(remarks).toHaveLength(301);
    expect(remarks.at(-1)?.message).toBe("There are 1700 more remarks.");
  });

  it("more than two hundred steps are cut, and told", () => {
    const steps = Array.from({ length: 300 }, () => ({ title: "S", text: "step1.md" }));
    const { lab, remarks } = loadScenario(settings({}, { steps }));
    expect(lab?.steps).toHaveLength(200);
    expect(remarks[0]?.message).toContain("300 steps");
  });

  it("control characters of an author stay out of remarks", () => {
    const { remarks } = loadScenario(settings({}, { steps: [{ title: "S", text: "\u001b[31m\nx.md" }] }));
    expect(remarks[0]?.message).toMatch(/^[ -~]+$/);
  });

  it("credits that are no web address are not shown", () => {
    const { lab, remarks } = loadScenario(
      settings({}, { intro: { text: "intro.md", credits: "javascript:alert(1)" } }),
    );
    expect(lab?.intro.markdown).toBe("Intro.\n");
    expect(remarks).toHaveLength(1);
  });

  it("a folder without settings is told", () => {
    expect(loadFiles({ "s/readme.md": "x" }, "s")).toMatchObject({ lab: null, told: ["error s:null"] });
  });

  it("an index of something else is no scenario", () => {
    const folder = folderInMemory({
      "a/index.json": '{ "name": "x", "details": [] }',
      "b/index.json": '{ "posts": [] }',
      "index.yaml": "pages: []",
    });
    expect(["b", ""].map((path) => isKillercodaScenario(folder, path))).toEqual([false, false]);
  });

  it("what a scenario places in its sandbox is no scenario, though it looks like one", () => {
    const index = JSON.stringify(settings());
    const folder = folderInMemory({
      "s/index.json": index,
      "s/assets/site/index.json": index,
      "assets/t/index.json": index,
    });
    expect(findKillercodaScenarios(folder)).toEqual(["assets/t", "s"]);
    expect(isKillercodaScenario(folder, "s/assets/site")).toBe(false);
  });

  it("is the same lab when it is read again, and another when a file changes", () => {
    const read = (text: string) => labOf(settings(), { "s/step1.md": text }).digest;
    expect(read("a")).toBe(read("a"));
    expect(read("a")).not.toBe(read("b"));
  });
});
