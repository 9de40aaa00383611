import { describe, expect, it } from "vitest";
import { loadNativeLab } from "../../../../server/labs/native/load-native-lab.ts";
import { aLabFile, aNativeFolder, aStepFile } from "./native-folder.ts";

const load = (files: Parameters<typeof aNativeFolder>[0] = {}) => {
  const { lab, remarks } = loadNativeLab(aNativeFolder(files), "first-container");
  if (!lab) throw new Error(JSON.stringify(remarks));
  return {
    lab,
    remarks,
    words: remarks.map((one) => `${one.severity} ${one.file}:${one.line} ${one.message}`),
  };
};

describe("a sound lab", () => {
  it("loads without a remark", () => {
    const { lab, remarks } = load();
    expect(remarks).toEqual([]);
    expect(lab).toMatchObject({
      slug: "first-container",
      title: "Your first container",
      level: "beginner",
      minutes: 15,
      images: ["hello-world"],
      nodes: 1,
      steps: [{ title: "Hello" }],
    });
    expect(lab.intro.markdown.trim()).toBe("A container is a process.");
  });

  it("tells of each text the line at which it begins", () => {
    const { lab } = load();
    const [step] = lab.steps;
    expect(lab.intro.lineOffset).toBe(10);
    // In the file, the hint stands in line 7 and the text's first line is the 18th.
    expect(step?.checks[0]?.hint).toEqual({
      markdown: "Type the command.",
      file: "steps/01-hello.md",
      lineOffset: 6,
    });
    expect(step?.text.lineOffset).toBe(17);
  });

  it("takes steps in the order of their numbers, also beyond nine", () => {
    const numbered = Object.fromEntries(
      Array.from({ length: 11 }, (_, index) => [
        `steps/${index + 1}-x.md`,
        aStepFile(`title: Step ${index + 1}`),
      ]),
    );
    const { lab, words } = load({ "steps/01-hello.md": null, ...numbered });
    expect(lab.steps.map(({ title }) => title)).toEqual(
      Array.from({ length: 11 }, (_, index) => `Step ${index + 1}`),
    );
    expect(words).toEqual([]);
  });

  it("places files below /root of their nodes and keeps what is executable", () => {
    const { lab, remarks } = load({
      "lab.md": aLabFile("nodes: 2"),
      "files/app/x.txt": "one",
      "files.node2/y.sh": "two",
    });
    expect(remarks).toEqual([]);
    expect(lab.files.map(({ node, path }) => `${node} ${path}`)).toEqual([
      "node2 /root/y.sh",
      "node1 /root/app/x.txt",
    ]);
  });

  it("shows a solution of several nodes by node", () => {
    const { lab } = load({
      "lab.md": aLabFile("nodes: 2"),
      "steps/01-hello.md": aStepFile(
        "title: Swarm\nsolution:\n  explain: First one, then the other.\n  scripts:\n    - docker swarm init\n    - { run: docker swarm join, node: node2, timeoutSeconds: 9 }",
      ),
    });
    const solution = lab.steps[0]?.solution;
    expect(solution?.scripts.map(({ node, timeoutMs }) => [node, timeoutMs])).toEqual([
      ["node1", 300_000],
      ["node2", 9000],
    ]);
    expect(solution?.text.markdown).toBe(
      "First one, then the other.\n\nOn node1:\n\n```bash node=node1\ndocker swarm init\n```\n\nOn node2:\n\n```bash node=node2\ndocker swarm join\n```",
    );
  });

  it("has the same digest when loaded again and another when anything changes", () => {
    const { digest } = load().lab;
    expect(load().lab.digest).toBe(digest);
    expect(load({ "files/x": "1" }).lab.digest).not.toBe(digest);
    expect(load({ "files/x": "1" }).lab.digest).not.toBe(load({ "files/x": "2" }).lab.digest);
  });
});

describe("defects are told by file and line, and the rest loads", () => {
  it.each([
    [
      "a field of the wrong kind",
      { "lab.md": aLabFile("nodes: many") },
      "error lab.md:10 nodes: expected number, received string",
    ],
    [
      "an unknown field",
      { "lab.md": aLabFile("author: me") },
      "error lab.md:10 author: is not a field that is known here",
    ],
    [
      "a missing field",
      { "lab.md": aLabFile().replace("level: beginner\n", "") },
      "warning lab.md:1 level is missing: the catalog cannot say for whom the lab is.",
    ],
    [
      "a value that is not offered",
      { "lab.md": aLabFile().replace("beginner", "easy") },
      "error lab.md:4 level: must be one of beginner, intermediate, advanced",
    ],
    ["broken YAML", { "lab.md": aLabFile("x: [1, 2") }, /^error lab\.md:1[01] .*/],
    [
      "no front matter",
      { "steps/01-hello.md": "Just text.\n" },
      "error steps/01-hello.md:1 The file must begin with front matter between two lines of ---.",
    ],
    [
      "a check without its script",
      { "steps/01-hello.md": aStepFile("title: x\nchecks:\n  - looksAt: y\n    hint: z") },
      "error steps/01-hello.md:4 checks.0.script: is missing",
    ],
    [
      "a script with an unknown field",
      { "steps/01-hello.md": aStepFile("title: x\nbackground:\n  file: a.sh\n  timeout: 3") },
      "error steps/01-hello.md:5 background.timeout: is not a field that is known here",
    ],
    [
      "a script's file that is absent",
      { "steps/01-hello.md": aStepFile("title: x\nbackground: { file: scripts/a.sh }") },
      "error steps/01-hello.md:3 The script scripts/a.sh does not exist.",
    ],
    [
      "a script's file outside the lab",
      { "steps/01-hello.md": aStepFile("title: x\nbackground: { file: ../../etc/passwd }") },
      "error steps/01-hello.md:3 The script ../../etc/passwd does not exist.",
    ],
    [
      "a node that the lab has not",
      { "steps/01-hello.md": aStepFile("title: x\nbackground: { run: ls, node: node3 }") },
      "error steps/01-hello.md:3 node3 is not a node of this lab, which has 1.",
    ],
    [
      "files for such a node",
      { "files.node2/x": "1" },
      "error files.node2:null This lab has 1 node(s), and no node2.",
    ],
    [
      "a check without a hint",
      { "steps/01-hello.md": aStepFile("title: x\nsolution: ls\nchecks:\n  - looksAt: y\n    script: ls") },
      "warning steps/01-hello.md:5 This check has no hint for those whom it fails.",
    ],
    [
      "checks without a solution",
      { "steps/01-hello.md": aStepFile("title: x\nchecks:\n  - { looksAt: y, script: ls, hint: z }") },
      "warning steps/01-hello.md:3 This step has checks and no solution that proves them.",
    ],
    [
      "a gap in the numbers",
      { "steps/03-more.md": aStepFile("title: x") },
      "warning steps/03-more.md:null This is step 2 and its name begins with 3: number steps without gaps.",
    ],
    [
      "a question without a right answer",
      {
        "steps/01-hello.md": aStepFile(
          "title: x\nquiz:\n  questions:\n    - ask: y\n      options:\n        - text: a\n        - text: b",
        ),
      },
      "error steps/01-hello.md:6 No option of this question is correct.",
    ],
    [
      "a picture that is absent",
      { "steps/01-hello.md": aStepFile("title: x", "![Layers](../images/layers.svg)") },
      "error steps/01-hello.md:5 The picture ../images/layers.svg does not exist: pictures stand in images/.",
    ],
    [
      "a picture that nothing shows",
      { "images/layers.svg": "<svg/>" },
      "warning images/layers.svg:null No text shows this picture.",
    ],
    [
      "an image that is not declared",
      { "steps/01-hello.md": aStepFile("title: x", "```bash\ndocker run --rm -it alpine sh\n```") },
      "note steps/01-hello.md:6 alpine is used and not declared under images: without internet it may be missing.",
    ],
    [
      "a set-up whose scripts may take longer than all of it",
      {
        "lab.md": aLabFile(
          `nodes: 2\nsetup: [${"{ run: ls, timeoutSeconds: 600 }, ".repeat(4)}{ run: ls, node: node2 }]`,
        ),
      },
      "note lab.md:null The set-up of node1 has 30 minutes as a whole, and the times of its 4 scripts are 40 together: give each the timeoutSeconds that it needs.",
    ],
    ["a file that nothing reads", { "setup.sh": "ls" }, "warning setup.sh:null Nothing reads this file."],
    [
      "a step that is not named as one",
      { "steps/hello.md": "x" },
      "warning steps/hello.md:null Steps are named NN-name.md, with no dot in the name: this file is not read.",
    ],
  ])("%s", (_, files, expected) => {
    const { lab, words } = load(files as Record<string, string>);
    expect(words).toContainEqual(typeof expected === "string" ? expected : expect.stringMatching(expected));
    expect(lab.title).toBe("Your first container");
    expect(lab.steps.length).toBeGreaterThan(0);
  });

  it("a wrong check takes no other with it", () => {
    const { lab } = load({
      "steps/01-hello.md": aStepFile(
        "title: x\nsolution: ls\nchecks:\n  - { looksAt: a, script: ls, hint: z }\n  - { looksAt: b, hint: z }\n  - { looksAt: c, script: ls, hint: z }",
      ),
    });
    expect(lab.steps[0]?.checks.map(({ looksAt }) => looksAt)).toEqual(["a", "c"]);
  });

  it("no lab.md leaves nothing to show", () => {
    const { lab, remarks } = loadNativeLab(aNativeFolder({ "lab.md": null }), "x");
    expect(lab).toBeNull();
    expect(remarks).toMatchObject([{ severity: "error", file: "lab.md" }]);
  });

  it("a lab without steps says so", () => {
    expect(load({ "steps/01-hello.md": null }).words).toEqual([
      "error lab.md:null There are no steps: put them into steps/01-name.md and so on.",
    ]);
  });

  it.each([
    ["deep nesting", { "lab.md": aLabFile(`x: ${"[".repeat(100_000)}`) }],
    [
      "deep blocks",
      { "lab.md": aLabFile(Array.from({ length: 3000 }, (_, n) => `${" ".repeat(n)}a:`).join("\n")) },
    ],
    ["a text of pictures that never end", { "lab.md": aLabFile("", "![".repeat(300_000)) }],
    ["a text of commands in one line", { "lab.md": aLabFile("", "docker commit ".repeat(50_000)) }],
    ["bytes that are no text", { "lab.md": new Uint8Array(100_000).map((_, n) => n % 256) }],
  ])("%s costs little time and loses nothing else", (_, files) => {
    const begun = performance.now();
    expect(load(files).lab.steps).toHaveLength(1);
    expect(performance.now() - begun).toBeLessThan(3000);
  });

  it("an alias bomb is refused", () => {
    const bomb = `a: &a [1,1,1,1,1,1,1,1,1]\n${["b", "c", "d", "e", "f", "g"]
      .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${"abcdefg"[index]}`)}]`)
      .join("\n")}`;
    expect(load({ "lab.md": aLabFile(bomb) }).words).toContainEqual(expect.stringContaining("alias"));
  });
});

describe("translations", () => {
  const german = {
    "lab.de.md": "---\ntitle: Dein erster Container\nsummary: Los.\ngoals: [Starten]\n---\n\nHallo.\n",
  };
  it("stand beside English, which fills what is absent", () => {
    const { lab, words } = load(german);
    expect(lab.translations.de).toMatchObject({
      title: "Dein erster Container",
      goals: ["Starten"],
      steps: [{ title: "Hello", text: { file: "steps/01-hello.md" } }],
    });
    expect(words).toEqual([
      "note lab.de.md:null steps/01-hello.de.md does not exist: English is shown there.",
    ]);
  });

  it("have a step's words, hints and quiz", () => {
    const { lab, words } = load({
      ...german,
      "steps/01-hello.de.md": aStepFile(
        "title: Hallo\nchecks: [{ looksAt: die Container, hint: Tippe. }]\nhints: [Es ist docker run.]\nquiz:\n  questions:\n    - ask: Woraus?\n      options: [{ text: Image, correct: true }, { text: Container }]",
        "Starte ihn.",
      ),
    });
    expect(words).toEqual([]);
    expect(lab.translations.de?.steps[0]).toMatchObject({
      title: "Hallo",
      looksAt: ["die Container"],
      checkHints: [{ markdown: "Tippe." }],
      hints: [{ markdown: "Es ist docker run." }],
      quizzes: [{ questions: [{ id: "q1", text: { markdown: "Woraus?" } }] }],
    });
  });

  it("keep the English quiz where theirs has other answers", () => {
    const { lab, words } = load({
      ...german,
      "steps/01-hello.de.md": aStepFile(
        "title: Hallo\nquiz:\n  questions:\n    - ask: Woraus?\n      options: [{ text: Image }, { text: Container, correct: true }]",
      ),
    });
    expect(lab.translations.de?.steps[0]?.quizzes).toBeUndefined();
    expect(words).toEqual([
      "warning steps/01-hello.de.md:3 The quiz asks other things than the English one, which is shown instead.",
    ]);
  });

  it("of no step are told", () => {
    expect(load({ ...german, "steps/02-x.de.md": aStepFile("title: x") }).words).toContainEqual(
      expect.stringContaining("warning steps/02-x.de.md:null This translation belongs to no step"),
    );
  });
});
