import { loadKillercodaLab } from "../../../../server/labs/formats/killercoda/load-killercoda.ts";
import type { Lab } from "../../../../server/labs/model/lab.ts";
import { folderInMemory } from "../../../../server/labs/sources/folder-in-memory.ts";

export type Files = Record<string, string | Uint8Array>;

/** Settings of a scenario of one step that loads without a remark. */
export const settings = (over: Record<string, unknown> = {}, details: Record<string, unknown> = {}) => ({
  title: "A scenario",
  description: "What it is about",
  details: {
    intro: { text: "intro.md" },
    steps: [{ title: "First", text: "step1.md" }],
    finish: { text: "finish.md" },
    ...details,
  },
  backend: { imageid: "ubuntu" },
  ...over,
});

const texts: Files = { "s/intro.md": "Intro.\n", "s/step1.md": "Step.\n", "s/finish.md": "Finish.\n" };

/** Loads the scenario in the folder `s` of a repository of these files; `index` is its index.json, as text or as data. */
export function loadScenario(index: unknown, files: Files = {}) {
  const json = typeof index === "string" ? index : JSON.stringify(index, null, 2);
  return loadFiles({ ...texts, "s/index.json": json, ...files }, "s");
}

export function loadFiles(files: Files, path: string) {
  const { lab, remarks } = loadKillercodaLab(folderInMemory(files), path, "s");
  return { lab, remarks, told: remarks.map(({ severity, file, line }) => `${severity} ${file}:${line}`) };
}

/** The lab of a scenario that must load without a remark. */
export function labOf(index: unknown, files: Files = {}): Lab {
  const { lab, remarks } = loadScenario(index, files);
  if (lab === null || remarks.length > 0) throw new Error(JSON.stringify(remarks));
  return lab;
}

export const textOf = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);
