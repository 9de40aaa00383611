import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadKillercodaCourses } from "../../../../server/labs/formats/killercoda/courses/load-courses.ts";
import { loadKillercodaLab } from "../../../../server/labs/formats/killercoda/load-killercoda.ts";
import { slugOfPath } from "../../../../server/labs/formats/killercoda/slug.ts";
import {
  findKillercodaScenarios,
  isKillercodaScenario,
} from "../../../../server/labs/formats/killercoda/translations.ts";
import { folderOnDisk } from "../../../../server/labs/sources/folder-on-disk.ts";
import { textOf } from "./a-scenario.ts";

const fixtures = join(import.meta.dirname, "../../../fixtures/labs/killercoda");
const repository = (name: string) => folderOnDisk(join(fixtures, name));
const load = (name: string, path: string) => {
  const { lab, remarks } = loadKillercodaLab(repository(name), path, slugOfPath(path));
  if (lab === null) throw new Error(`${path} did not load: ${JSON.stringify(remarks)}`);
  return { lab, remarks, told: remarks.map(({ severity, file, line }) => `${severity} ${file}:${line}`) };
};

const scenarios: [repository: string, path: string, remarks: string[]][] = [
  ["club", "docker/draft", []],
  ["club", "docker/first-image", []],
  ["club", "docker/tidy-up", []],
  ["club", "linux/cron-basics", []],
  ["club", "linux/find-and-grep", []],
  ["club", "networking/ports", ["note networking/ports/setup.sh:7"]],
  ["club", "playground", []],
  ["old-school", "courses/cluster", ["warning courses/cluster/index.json:6"]],
  ["old-school", "courses/compose/repair", ["note courses/compose/repair/index.json:13"]],
  ["old-school", "courses/compose/start", []],
  ["old-school", "courses/greetings", []],
  ["old-school", "courses/swarm/swarm-visit", []],
  [
    "mistakes",
    "broken-json",
    ["error", "error", "error"].map((word, i) => `${word} broken-json/index.json:${[4, 8, 12][i]}`),
  ],
  [
    "mistakes",
    "escapes",
    [5, 7, 8, 11].map((line) => `error escapes/index.json:${line}`).concat("warning escapes/index.json:13"),
  ],
  [
    "mistakes",
    "missing-files",
    [5, 5, 7, 8, 10, 10, 10]
      .map((line) => `warning missing-files/index.json:${line}`)
      .concat("warning missing-files/one.md:1"),
  ],
];

describe("repositories as people have them", () => {
  it.each(scenarios)(
    "%s: %s loads, with what is not understood told by file and line",
    (name, path, remarks) => {
      expect(load(name, path).told).toEqual(remarks);
    },
  );

  it.each(["club", "old-school", "mistakes"])("finds every scenario of %s and no translation", (name) => {
    const expected = scenarios.filter(([of]) => of === name).map(([, path]) => path);
    expect(findKillercodaScenarios(repository(name)).sort()).toEqual(expected.sort());
  });

  it("does not take for a scenario what has an index but is none", () => {
    expect(isKillercodaScenario(repository("club"), "docker")).toBe(false);
    expect(isKillercodaScenario(repository("club"), "")).toBe(false);
    expect(isKillercodaScenario(repository("old-school"), "courses/greetings_fr")).toBe(false);
  });
});

describe("the first image", () => {
  const { lab } = load("club", "docker/first-image");

  it("has its words, level and time", () => {
    expect(lab).toMatchObject({
      slug: "first-image",
      dialect: "killercoda",
      title: "Build your first image",
      summary: "Write a Dockerfile, build it, and run what you built",
      level: "beginner",
      minutes: 15,
      nodes: 1,
      layout: "terminal",
    });
    expect(lab.steps.map(({ title }) => title)).toEqual(["Look at the files", "Build it", "Run it"]);
    expect(lab.steps[1]?.text).toMatchObject({ file: "docker/first-image/step2/text.md", lineOffset: 0 });
    expect(lab.finish.markdown).toBe("Well built. Next: tidy up.\n");
  });

  it("places assets before the learner comes", () => {
    expect(lab.files.map(({ node, path, mode }) => [node, path, mode])).toEqual([
      ["node1", "/root/app/Dockerfile", null],
      ["node1", "/root/app/www/index.html", null],
      ["node1", "/usr/local/bin/greet.sh", "+x"],
    ]);
    expect(textOf(lab.files[1]?.bytes)).toBe("<h1>harbour</h1>\n");
  });

  it("runs the intro's scripts at the start, for each learner, and in the first terminal", () => {
    expect(lab.setup).toEqual([]);
    expect(lab.start).toMatchObject([
      { file: "docker/first-image/background.sh", node: "node1", timeoutMs: 300_000 },
    ]);
    expect(lab.steps[0]?.foreground?.text).toContain("Preparing");
  });

  it("asks for the line done where the script prints it, and for the exit status alone where it does not", () => {
    expect(lab.steps.map(({ checks }) => checks.map(({ passLine }) => passLine))).toEqual([
      [],
      ["done"],
      [null],
    ]);
    expect(lab.steps[1]?.checks[0]?.script.timeoutMs).toBe(60_000);
  });

  it("has the pictures that texts show, also those outside the scenario", () => {
    expect(Object.keys(lab.assets).sort()).toEqual([
      "docker/first-image/step1/picture.png",
      "images/layers.png",
    ]);
  });
});

describe("other scenarios of the club", () => {
  it("tidy-up: texts and scripts in subfolders, a title from the text, scripts of the finish", () => {
    const { lab } = load("club", "docker/tidy-up");
    expect(lab.layout).toBe("editor");
    expect(lab.steps.map(({ title }) => title)).toEqual(["Stopped containers", "Dangling images"]);
    expect(lab.steps[0]?.foreground?.text).toBe("clear; docker ps -a\n");
    expect(lab.steps[1]?.background?.file).toBe("docker/tidy-up/scripts/more.sh");
    expect(lab.atFinish).toMatchObject({
      background: { file: "docker/tidy-up/scripts/report.sh" },
      foreground: null,
    });
  });

  it("cron-basics: byte order mark, comments and trailing commas", () => {
    expect(load("club", "linux/cron-basics").lab).toMatchObject({
      level: "intermediate",
      minutes: 25,
      intro: { markdown: "The intro of it.\n" },
    });
  });

  it("find-and-grep: patterns keep what lies below their fixed part", () => {
    expect(load("club", "linux/find-and-grep").lab.files.map(({ path }) => path)).toEqual([
      "/var/log/hay/2024/a.log",
      "/var/log/hay/2025/deep/b.log",
      "/root/notes.txt",
    ]);
  });

  it("ports: what the intro and the first step do in the terminal comes one after the other", () => {
    const { lab } = load("club", "networking/ports");
    expect(lab.steps[0]?.foreground?.text.split("\n")[0]).toContain("until docker info");
    expect(lab.steps[0]?.foreground?.text.split("\n")[1]).toContain("/etc/killercoda/host");
  });

  it("playground: no details make one step", () => {
    const { lab } = load("club", "playground");
    expect(lab.steps).toMatchObject([
      { title: "Empty host", text: { markdown: "Ubuntu with Docker, nothing else" } },
    ]);
  });
});

describe("scenarios of Katacoda", () => {
  it("start: old names, the editor, dashboards, a greeting and credits", () => {
    const { lab } = load("old-school", "courses/compose/start");
    expect(lab.layout).toBe("editor");
    expect(lab.openFiles).toEqual(["/root/docker-compose.yml"]);
    expect(lab.services).toEqual([
      { title: "Page", port: 5000, path: "/", href: null },
      { title: "Counter", port: 6060, path: "/stats", href: null },
      { title: "Manual", port: null, path: "/", href: "https://docs.example.org/compose" },
    ]);
    expect(lab.start.map(({ text }) => text)).toEqual(["docker pull redis\n"]);
    expect(lab.steps[0]?.foreground?.text).toBe("sleep 1; clear\ncat shop/docker-compose.yml\n");
    expect(lab.intro.markdown).toContain("Credits: <https://example.org/compose>");
    expect(textOf(lab.files.find(({ path }) => path === "/etc/lab-greeting")?.bytes)).toContain(
      "Your shop's terminal",
    );
    expect(lab.files.at(-1)).toMatchObject({ node: "node1", path: "/root/shop/docker-compose.yml" });
  });

  it("repair: a challenge with a hint, a hint that is a script, and answers", () => {
    const { lab } = load("old-school", "courses/compose/repair");
    expect(lab.tags).toEqual(["challenge"]);
    expect(lab.intro.markdown).toBe("");
    expect(lab.steps[0]?.hints.map(({ markdown }) => markdown)).toEqual(["Words of hint1.\n"]);
    expect(lab.steps[0]?.solution).toMatchObject({ text: { markdown: "Words of answer1.\n" }, scripts: [] });
    expect(lab.steps[1]?.hintScript?.file).toBe("courses/compose/repair/hint2.sh");
    expect(lab.steps[1]?.checks[0]?.passLine).toBeNull();
  });

  it("swarm-visit: two hosts, files and terminals on both", () => {
    const { lab } = load("old-school", "courses/swarm/swarm-visit");
    expect(lab.nodes).toBe(2);
    expect(lab.files.map(({ node, path, mode }) => [node, path, mode])).toEqual([
      ["node1", "/root/stack.yml", null],
      ["node2", "/root/worker/key", "600"],
    ]);
    expect(lab.terminals).toEqual([{ title: "Worker", node: "node2", command: "docker info" }]);
  });

  it("greetings: YAML, two terminals, and French beside it", () => {
    const { lab } = load("old-school", "courses/greetings");
    expect(lab.terminals).toHaveLength(1);
    expect(lab.translations.fr).toMatchObject({
      title: "Salutations",
      intro: { markdown: "Bonjour de intro.\n", file: "courses/greetings_fr/intro.md" },
      steps: [{ title: "Dites-le" }, { title: "Plus fort" }],
    });
  });

  it("cluster: loads, and says that there is no cluster", () => {
    const { lab, remarks } = load("old-school", "courses/cluster");
    expect(lab.nodes).toBe(2);
    expect(remarks[0]?.message).toContain("no cluster");
  });
});

describe("mistakes", () => {
  it("broken JSON gives what can be read", () => {
    const { lab } = load("mistakes", "broken-json");
    expect(lab.summary).toBe("and a quote too");
    expect(lab.steps.map(({ text }) => text.markdown)).toEqual(["Text one.\n", "Text two.\n"]);
  });

  it("no path leads out of the repository or into the sandbox by a way round", () => {
    const { lab } = load("mistakes", "escapes");
    expect(lab.intro.markdown).toBe("");
    expect(lab.steps[0]?.text.markdown).toContain("this is fine");
    expect(lab.steps[0]?.background).toBeNull();
    expect(lab.files.map(({ path }) => path)).toEqual(["/srv/fine.txt"]);
  });

  it("a file of another case is named", () => {
    expect(load("mistakes", "missing-files").remarks.map(({ message }) => message)).toContain(
      'There is no file "missing-files/Intro.md", but "missing-files/intro.md"; it is left out.',
    );
  });
});

describe("courses of these repositories", () => {
  it("club: groups in their order, with titles from the outer file, cross references, and what is left out", () => {
    const { courses, unlisted, remarks } = loadKillercodaCourses(repository("club"));
    expect(courses.map(({ slug, title, labs }) => ({ slug, title, labs }))).toEqual([
      { slug: "scenarios", title: "Scenarios", labs: ["playground"] },
      { slug: "docker", title: "Containers", labs: ["first-image", "tidy-up", "ports"] },
      { slug: "linux", title: "Linux", labs: ["cron-basics", "find-and-grep"] },
    ]);
    expect(courses[1]?.summary).toBe("From the first image to a clean host");
    expect(unlisted).toEqual(["docker/draft"]);
    expect(remarks).toEqual([]);
  });

  it("old-school: pathways in the profile's order, below scenario_root", () => {
    const { courses, remarks } = loadKillercodaCourses(repository("old-school"));
    expect(courses.map(({ slug, title, labs }) => ({ slug, title, labs }))).toEqual([
      { slug: "swarm", title: "Swarm", labs: ["swarm-visit"] },
      { slug: "compose", title: "Compose, step by step", labs: ["start", "repair", "swarm-visit"] },
      { slug: "scenarios", title: "Scenarios", labs: ["greetings", "cluster"] },
    ]);
    expect(remarks).toEqual([]);
  });
});
