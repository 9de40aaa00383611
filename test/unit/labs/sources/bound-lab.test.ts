import { describe, expect, it } from "vitest";
import { labWords } from "../../../../server/labs/runs/pages/lab-words.ts";
import { folderInMemory } from "../../../../server/labs/sources/folder-in-memory.ts";
import { loadLabs } from "../../../../server/labs/sources/load-labs.ts";

const long = "word ".repeat(200_000);
const load = (files: Record<string, string | Uint8Array>) => {
  const { lab, remarks } = loadLabs(folderInMemory(files)).labs[0]?.loaded ?? { lab: null, remarks: [] };
  if (!lab) throw new Error("no lab was loaded");
  return { lab, messages: remarks.map(({ severity, message }) => `${severity}: ${message}`) };
};
const scenario = (settings: object) =>
  load({ "s/index.json": JSON.stringify(settings), "s/a.md": "Text.\n" });
const front = (more = "") =>
  `---\ntitle: A lab\nsummary: S.\nlevel: beginner\nminutes: 5\ngoals: [x]\n${more}---\nText.\n`;

describe("a lab that is more than a page can show", () => {
  it("has its words cut, in every language, and its author is told", () => {
    const { lab, messages } = scenario({
      title: long,
      description: long,
      details: { steps: [{ title: long, text: "a.md" }] },
      environment: {
        dashboards: Array.from({ length: 500 }, () => ({ name: long.slice(0, 5000), port: 80 })),
        terminals: [{ name: long, target: "host01" }],
      },
    });
    const { title, summary, steps } = labWords(lab, "en");
    expect([title.length, summary.length, steps[0]?.title.length]).toEqual([200, 500, 200]);
    expect(lab.services).toHaveLength(10);
    expect(lab.services[0]?.title).toHaveLength(80);
    expect(lab.terminals[0]?.title).toHaveLength(80);
    expect(messages).toContain(
      "warning: Titles, descriptions or lists are longer than a page shows: they are cut.",
    );
  });

  it("has two hundred steps at most", () => {
    const steps = Array.from({ length: 201 }, (_, index) => [
      `steps/${String(index + 1).padStart(3, "0")}-a.md`,
      `---\ntitle: Step ${index + 1}\n---\nText.\n`,
    ]);
    const { lab, messages } = load({ "lab.md": front(), ...Object.fromEntries(steps) });
    expect(lab.steps).toHaveLength(200);
    expect(lab.steps.at(-1)?.title).toBe("Step 200");
    expect(messages).toContain("error: There are 201 steps; those after 200 are left out.");
  });

  it("has a hundred variables at most", () => {
    const variables = Array.from({ length: 300 }, (_, index) => `  v${index}: x`).join("\n");
    const { lab } = load({
      "labspace/labspace.yaml": `title: L\nvariables:\n${variables}\nsections:\n  - { title: A, contentPath: a.md }\n`,
      "labspace/a.md": "Text.\n",
    });
    expect(lab.variables).toHaveLength(100);
  });

  it("places no files of a node that gets more than can be placed", () => {
    const place = Array.from({ length: 40 }, (_, index) => `{ file: big, to: /big-${index} }`).join(", ");
    const { lab, messages } = load({
      "lab.md": front(`place: [${place}, { file: small, to: /small, node: node2 }]\nnodes: 2\n`),
      "steps/01-a.md": "---\ntitle: A\n---\nText.\n",
      big: new Uint8Array(1024 * 1024),
      small: "x",
    });
    expect(lab.files.map(({ path }) => path)).toEqual(["/small"]);
    expect(messages).toContain(
      "error: The files for node1 have 40 MiB, and 32 MiB can be placed: they are left out. Let a set-up script fetch or make what is large.",
    );
  });

  it("keeps its digest where nothing is cut", () => {
    const files = { "lab.md": front(), "steps/01-a.md": "---\ntitle: A\n---\nText.\n" };
    expect(load(files).messages).toEqual([]);
    expect(load(files).lab.digest).toBe(load(files).lab.digest);
  });
});
