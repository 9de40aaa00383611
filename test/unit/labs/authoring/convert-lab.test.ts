import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type LabElement, type LabText, NodeName } from "../../../../runtime/protocol/index.ts";
import { convertLab } from "../../../../server/labs/authoring/convert/convert-lab.ts";
import { convertText } from "../../../../server/labs/authoring/convert/convert-text.ts";
import { labsAt } from "../../../../server/labs/authoring/labs-at.ts";
import { createLabRenderer } from "../../../../server/labs/markdown/render-text.ts";
import type { Lab, LabSource } from "../../../../server/labs/model/lab.ts";
import { loadNativeLab } from "../../../../server/labs/native/load-native-lab.ts";
import { folderInMemory } from "../../../../server/labs/sources/folder-in-memory.ts";

const root = join(import.meta.dirname, "../../../..");
const fixtures = join(root, "test/fixtures/labs");
const loadedBelow = (path: string) =>
  labsAt(path).labs.flatMap(({ path: below, loaded }) =>
    loaded.lab ? [{ name: below, lab: loaded.lab }] : [],
  );

/** The lab that a loader makes of the converted files, with what it says of them. */
function roundTrip(lab: Lab) {
  const { files, remarks } = convertLab(lab);
  const loaded = loadNativeLab(folderInMemory(files), lab.slug);
  if (!loaded.lab) throw new Error(JSON.stringify(loaded.remarks));
  return { lab: loaded.lab, remarks: loaded.remarks, told: remarks };
}

/** A lab without where its parts stand, and what blanks surround them. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  const {
    file: _file,
    lineOffset: _line,
    digest: _digest,
    dialect: _dialect,
    ...rest
  } = value as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(rest).map(([key, field]) => [
      key,
      key === "markdown" ? String(field).trim() : plain(field),
    ]),
  );
}

describe("a lab of the curriculum is the same after it was written anew", () => {
  const labs = loadedBelow(join(root, "labs"));
  it.each(labs.map((one) => [one.name, one.lab] as const))("%s", (_name, lab) => {
    const { lab: again, told } = roundTrip(lab);
    expect(told).toEqual([]);
    expect(plain(again)).toEqual(plain(lab));
  });
});

const renderer = createLabRenderer();
const rendered = async (lab: Lab, source: LabSource) => {
  const { text, quizzes } = await renderer.render(source, {
    dialect: lab.dialect,
    assetUrl: (path) => (lab.assets[path] === undefined ? null : `/api/labs/x/assets/${path}`),
    variables: Object.fromEntries(lab.variables.map(({ name, value }) => [name, value])),
    previewUrl: (node, port) => `http://${node}-${port}.localhost/`,
    address: (node) => node,
  });
  return { acting: acting(text), quizzes };
};

/** What a learner can click in a text, and the pictures' number: the rest is words. */
function acting(text: LabText): unknown[] {
  return text.flatMap((node): unknown[] => {
    if (typeof node === "string") return [];
    const inner = acting(node.children ?? []);
    return described(node).concat(inner);
  });
}

function described({ tag, attributes = {} }: LabElement): unknown[] {
  const { actions, action, language: _language, ...rest } = attributes;
  if (tag === "img") return ["img"];
  if (tag === "port-link") return [{ tag, ...rest }];
  if (tag === "code-block") return [{ tag, runs: String(actions).includes("run"), ...withoutNode1(rest) }];
  // Code in a line is copied by a click in the native format, whatever it was before.
  if (tag === "inline-code" && action === "run") return [{ tag, ...withoutNode1(rest) }];
  return [];
}
/** Where nothing is said, the first node is meant. */
const withoutNode1 = ({ node, terminal, ...rest }: Record<string, unknown>) => ({
  ...rest,
  ...(node === "node1" ? {} : { node }),
  ...(node === undefined || node === "node1" ? { terminal } : {}),
});

describe("a foreign lab does the same in the native format", () => {
  const labs = readdirSync(fixtures).flatMap((format) =>
    loadedBelow(join(fixtures, format)).map(({ name, lab }) => [`${format}/${name}`, lab] as const),
  );
  it("has fixtures of each format", () => {
    expect(new Set(labs.map(([, { dialect }]) => dialect))).toEqual(
      new Set(["killercoda", "play-with-docker", "labspace"]),
    );
  });

  it.each(labs)("%s loads without an error, with the same steps, scripts and files", (_name, lab) => {
    const { lab: again, remarks } = roundTrip(lab);
    const absentPicture = /^The picture .* does not exist/;
    expect(remarks.filter((one) => one.severity === "error" && !absentPicture.test(one.message))).toEqual([]);
    const scripts = ({ setup, start, steps }: Lab) =>
      plain([
        setup,
        start,
        steps.map(({ background, foreground, checks, solution }) => [
          background,
          foreground,
          checks.map(({ script, passLine }) => [script, passLine]),
          solution?.scripts,
        ]),
      ]);
    expect(scripts(again)).toEqual(scripts(lab));
    const placed = ({ files }: Lab) =>
      plain(files.toSorted((a, b) => (a.node + a.path < b.node + b.path ? -1 : 1)));
    expect(placed(again)).toEqual(placed(lab));
    expect(again.steps.map(({ title }) => title.replace(/…$/, ""))).toEqual(
      lab.steps.map(({ title }, index) => title.slice(0, again.steps[index]?.title.replace(/…$/, "").length)),
    );
    expect(again.nodes).toBe(lab.nodes);
    expect(NodeName.options.slice(0, again.nodes)).toEqual(NodeName.options.slice(0, lab.nodes));
    expect(plain([again.terminals, again.services, again.environment, again.variables])).toEqual(
      plain([lab.terminals, lab.services, lab.environment, lab.variables]),
    );
  });

  it.each(labs)(
    "%s has the same commands, ports, pictures and questions, or says what it lacks",
    async (_name, lab) => {
      const { lab: again, told } = roundTrip(lab);
      if (
        told.some(({ message }) => message.includes("native format") || message.includes("control sequence"))
      )
        return;
      for (const [index, step] of lab.steps.entries()) {
        const other = again.steps[index];
        if (!other) throw new Error(`step ${index} is lost`);
        const [before, after] = await Promise.all([rendered(lab, step.text), rendered(again, other.text)]);
        expect(after.acting).toEqual(before.acting);
        const questions = [
          ...(index === 0 ? (await rendered(lab, lab.intro)).quizzes : []),
          ...before.quizzes,
          ...step.quizzes,
        ];
        expect(other.quizzes.map((quiz) => quiz.questions.length)).toEqual(
          questions.map((quiz) => quiz.questions.length),
        );
      }
    },
  );
});

it("a link to a file of another node names that node", () => {
  const source = { markdown: "See `a.js`{{open}} and `b.js`{{open HOST2}}.", file: "a.md", lineOffset: 0 };
  const { markdown } = convertText(source, { dialect: "killercoda", pictureAddress: () => null });
  expect(markdown).toBe("See :file[a.js]{path=a.js} and :file[b.js]{path=b.js node=node2}.");
});

it("scripts that the native format has no place for, and addresses in those that it has, are told", () => {
  const told = readdirSync(join(fixtures, "killercoda")).flatMap((name) =>
    loadedBelow(join(fixtures, "killercoda", name)).flatMap(({ lab }) =>
      convertLab(lab).remarks.filter(({ file }) => file.endsWith(".sh")),
    ),
  );
  expect(told.map(({ file, message }) => `${file}: ${message.split(/[:.]/)[0]}`).sort()).toEqual([
    "courses/compose/repair/hint2.sh: A hint that is a script is left out",
    "docker/tidy-up/scripts/report.sh: Scripts of the finish page are left out",
    "networking/ports/bye.sh: Scripts of the finish page are left out",
  ]);
  const [first] = loadedBelow(join(fixtures, "killercoda/club"));
  if (!first) throw new Error("no scenario");
  const text = "true\ncurl {{TRAFFIC_HOST1_80}}\n";
  const start = [{ text, file: "a.sh", node: "node1" as const, timeoutMs: 1000 }];
  const { remarks } = convertLab({ ...first.lab, start });
  expect(remarks).toContainEqual(expect.objectContaining({ file: "a.sh", line: 2, severity: "warning" }));
});
