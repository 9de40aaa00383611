// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders are Compose's own
import { readdirSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LabSlug } from "../../../../runtime/protocol/index.ts";
import { readEnvironment } from "../../../../server/labs/formats/labspace/compose-environment.ts";
import { differingPorts } from "../../../../server/labs/formats/labspace/compose-ports.ts";
import { rootOfSettings } from "../../../../server/labs/formats/labspace/find-labspace.ts";
import { loadLabspace } from "../../../../server/labs/formats/labspace/load-labspace.ts";
import { folderInMemory } from "../../../../server/labs/sources/folder-in-memory.ts";
import { folderOnDisk } from "../../../../server/labs/sources/folder-on-disk.ts";

const fixtures = join(import.meta.dirname, "../../../fixtures/labs/labspace");
const slug = LabSlug.parse("a-lab");
const load = (name: string) => loadLabspace(folderOnDisk(join(fixtures, name)), slug);
const lab = (name: string) => {
  const loaded = load(name).lab;
  if (loaded === null) throw new Error(`${name} did not load`);
  return loaded;
};
const told = (name: string) =>
  load(name).remarks.map(({ severity, file, line, message }) => `${severity} ${file}:${line} ${message}`);

describe("loadLabspace", () => {
  it("loads all but those with faults without a remark", () => {
    const names = readdirSync(fixtures);
    expect(names.length).toBe(15);
    expect(names.filter((name) => load(name).remarks.length > 0)).toEqual([
      "broken-yaml",
      "image-and-models",
      "unknown-fields",
    ]);
  });

  it("makes a step of each section, without the title that its text repeats", () => {
    const { title, summary, steps, layout, dialect, services } = lab("compose-in-steps");
    expect({ title, summary, layout, dialect }).toEqual({
      title: "Compose, step by step",
      summary: "Grow one file from a single service to three, and see what each line does.",
      layout: "editor",
      dialect: "labspace",
    });
    expect(steps.map((step) => [step.title, step.text.file])).toEqual([
      ["Introduction", "labspace/01-introduction.md"],
      ["The first service", "labspace/02-first-service.md"],
      ["Recap", "labspace/03-recap.md"],
    ]);
    expect(steps[0]?.text.markdown).toMatch(/^\n\nWelcome!/);
    expect(lab("root-settings").steps[1]?.text.markdown).toMatch(/^# Something else\n/);
    expect(services).toEqual([{ title: "App", port: 3000, path: "/", href: null }]);
  });

  it("places the project in /root, where terminals start", () => {
    const paths = (name: string) => lab(name).files.map(({ path }) => path);
    expect(paths("compose-in-steps")).toEqual([
      "/root/.dockerignore",
      "/root/Dockerfile",
      "/root/src/server.js",
    ]);
    expect(paths("root-settings")).toEqual(["/root/app.py", "/root/docs/02-two.md"]);
    expect(lab("project-subpath").files.map(({ path, mode }) => [path, mode])).toEqual([
      ["/root/app/main.go", null],
      ["/root/run.sh", "755"],
    ]);
  });

  it("lets texts find the project at /project, where they say that it is", () => {
    expect(lab("project-subpath").setup).toMatchObject([{ text: "ln -sfn /root /project\n", node: "node1" }]);
    expect(lab("compose-in-steps").setup).toEqual([]);
  });

  it("gives variables as text, whatever YAML makes of them", () => {
    expect(lab("with-variables").variables.map(({ name, value }) => [name, value])).toEqual([
      ["registry", "docker.io"],
      ["port", "8080"],
      ["debug", "true"],
      ["username", ""],
    ]);
  });

  it("shows ports of the learner's containers and other sites as tabs", () => {
    expect(lab("services-of-all-kinds").services).toEqual([
      { title: "Mail", port: 8025, path: "/inbox?unread=1#top", href: null },
      { title: "Handbook", port: null, path: "/", href: "https://docs.docker.com/compose/" },
      { title: "plain", port: 80, path: "/", href: null },
    ]);
  });

  it("honours the workspace's environment, and needs nothing for its ports and its plain image", () => {
    expect(lab("workspace-settings").environment).toEqual({
      MY_URL: "http://localhost:8085",
      MY_NUMBER: "3",
      MY_FLAG: "true",
      MY_DOLLAR: "a$b",
      MY_DEFAULT: "fallback",
    });
  });

  it.each([
    ["pictures-at-root", ["chapters/images/two.svg", "images/one.svg", "images/three.svg"]],
    ["root-settings", [".labspace/.labspace/images/layers.svg"]],
    ["dot-labspace", [".labspace/pictures/map.svg"]],
  ])("keeps the pictures of %s by the paths at which they are asked for", (name, paths) => {
    const { assets } = lab(name);
    expect(Object.keys(assets).sort()).toEqual(paths);
    for (const bytes of Object.values(assets)) expect(new TextDecoder().decode(bytes)).toContain("<svg");
  });

  it.each([
    ["compose-in-steps", 7],
    ["root-settings", 1],
    ["dot-labspace", 2],
  ])("says where the description of %s stands", (name, lineOffset) => {
    expect(lab(name).intro.lineOffset).toBe(lineOffset);
  });

  it("tells what it does not take over by file and line", () => {
    expect(told("image-and-models")).toEqual(
      [
        "note compose.override.yaml:4 The project is said to be another repository's; here its files are this folder's.",
        "warning compose.override.yaml:5 The set-up script of the project is not run.",
        'note compose.override.yaml:6 "COLOUR" is for the author\'s own player; here it does nothing.',
        'warning compose.override.yaml:7 "configurator.configs" is not taken over: scripts that prepare the project are not run.',
        'warning compose.override.yaml:11 The workspace image "dockersamples/labspace-workspace-java" is not used: what it has beyond Docker is not there.',
        'warning compose.override.yaml:12 "workspace.models" is not taken over; it does nothing.',
        "warning compose.override.yaml:16 Port 8080 of the workspace is at 8080 here, not at 9090.",
        'warning compose.override.yaml:18 "API_KEY" would come from the learner\'s own computer; it is not set.',
        'warning compose.override.yaml:19 "TOKEN" would come from the learner\'s own computer; it is not set.',
        'warning compose.override.yaml:21 The service "chat" is not started; a step can start it with docker compose.',
        'warning compose.override.yaml:23 "models" is Compose\'s, for other services; here it does nothing.',
        'warning compose.override.yaml:26 "configs" is Compose\'s, for other services; here it does nothing.',
        'warning labspace/ask.md:1 There is no picture "gone.png".',
        'error labspace/labspace.yaml:12 There is no text "gone.md"; its section is left out.',
        "error labspace/labspace.yaml:13 Section 3 names no contentPath; it is left out.",
      ].map((line) => expect.stringContaining(line)),
    );
    expect(lab("image-and-models").environment).toEqual({ OK: "1" });
    expect(told("unknown-fields").sort()).toEqual([
      "note labspace.yaml:null labspace/labspace.yaml is read instead of this file.",
      'warning labspace/labspace.yaml:10 The tab "bad" has no web address; it is left out.',
      'warning labspace/labspace.yaml:11 The tab "without a name" has no web address; it is left out.',
      'warning labspace/labspace.yaml:13 "bad name" cannot be a variable\'s name: letters, digits, _ and - can.',
      'warning labspace/labspace.yaml:14 The variable "list" should be a text; it is left out.',
      'warning labspace/labspace.yaml:3 "theme" is not known here; it does nothing.',
      'warning labspace/labspace.yaml:7 "sections.0.duration" is not known here; it does nothing.',
    ]);
  });

  it("loads nothing where nothing can be read, and says why", () => {
    expect(load("broken-yaml").lab).toBeNull();
    expect(told("broken-yaml").join()).toContain("error labspace/labspace.yaml:5 This is not YAML");
    expect(loadLabspace(folderInMemory({ "a.md": "x" }), slug)).toMatchObject({
      lab: null,
      remarks: [{ severity: "error" }],
    });
  });

  it("says when the project's folder is not there, and takes the rest", () => {
    const { lab: made, remarks } = loadLabspace(
      folderInMemory({
        "labspace.yaml": "title: T\nsections: [{title: A, contentPath: a.md}]",
        "a.md": "x",
        "compose.override.yaml": "services: {configurator: {environment: {PROJECT_SUBPATH: absent}}}",
      }),
      slug,
    );
    expect(remarks.map(({ message }) => message)).toEqual(["The project's folder absent is not there."]);
    expect(made?.files.map(({ path }) => path)).toEqual(["/root/a.md"]);
  });

  it("throws for no settings whatever", () => {
    const value = fc.jsonValue();
    const settings = fc.oneof(
      fc.string(),
      fc
        .record(
          { title: value, sections: value, services: value, variables: value, metadata: value },
          { requiredKeys: [] },
        )
        .map((one) => JSON.stringify(one)),
    );
    const override = fc.record({
      services: fc.oneof(value, fc.record({ workspace: value, configurator: value })),
      x: value,
    });
    fc.assert(
      fc.property(settings, override, (yaml, compose) => {
        const folder = folderInMemory({
          "labspace.yaml": yaml,
          "compose.override.yaml": JSON.stringify(compose),
        });
        expect(Array.isArray(loadLabspace(folder, slug).remarks)).toBe(true);
      }),
    );
  });
});

describe("readEnvironment", () => {
  it.each([
    [{ A: "x", B: 1, C: true, D: null }, { A: "x", B: "1", C: "true" }, ["D"]],
    [["A=x=y", "B=", "C"], { A: "x=y", B: "" }, [2]],
    [
      { A: "$$x", B: "${Y:-z}", C: "${Y-}", D: "$HOME", E: "${HOME}", F: "50%" },
      { A: "$x", B: "z", C: "", F: "50%" },
      ["D", "E"],
    ],
    [{ "BAD NAME": "x", "1": "x" }, {}, ["1", "BAD NAME"]],
    ["text", {}, []],
    [undefined, {}, []],
  ])("%j", (written, environment, told) => {
    const keys: (string | number)[] = [];
    expect(readEnvironment(written, (key) => keys.push(key))).toEqual(environment);
    expect(keys).toEqual(told);
  });
});

describe("differingPorts", () => {
  it.each([
    [["8080:8080", 3000, "127.0.0.1:9000:9000", "53:53/udp", { target: 80 }], []],
    [["9090:8080"], [{ index: 0, published: 9090, target: 8080 }]],
    [["1:1", { target: 80, published: "8080" }], [{ index: 1, published: 8080, target: 80 }]],
    [["8000-8005:8000-8005", "x:y", null], []],
    ["8080:80", []],
  ])("%j", (written, differing) => {
    expect(differingPorts(written)).toEqual(differing);
  });
});

describe("rootOfSettings", () => {
  it.each([
    ["labspace.yaml", ""],
    ["labspace/labspace.yaml", ""],
    [".labspace/labspace.yml", ""],
    ["a/b/labspace.yaml", "a/b"],
    ["a/labspace/labspace.yaml", "a"],
    ["a/mylabspace/labspace.yaml", "a/mylabspace"],
    ["a/labspace.yaml.md", null],
    ["xlabspace.yaml", null],
  ])("%s: %j", (path, root) => {
    expect(rootOfSettings(path)).toBe(root);
  });
});
