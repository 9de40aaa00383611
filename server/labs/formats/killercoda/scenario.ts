import type { LabFolder } from "../../model/folder.ts";
import type { LabScript, LabSource } from "../../model/lab.ts";
import { folderOf, join, nameOf, pathFrom } from "./settings/author-paths.ts";
import type { Fields } from "./settings/fields.ts";
import { quote, type Remark } from "./settings/remark-list.ts";

/** A scenario while it is read. All paths are below the repository's root: texts may show pictures from all over it. */
export interface Scenario {
  folder: LabFolder;
  /** The scenario's folder. */
  path: string;
  /** Its index.json or index.yaml. */
  file: string;
  remark: Remark;
}

/** The file that a field names, below the root; null, with a remark, when it names one that is not there. */
function fileIn(scenario: Scenario, fields: Fields, written: string, field: string): string | null {
  const { folder, path, file, remark } = scenario;
  const line = fields.line(field);
  const target = pathFrom(path, written);
  if (target === null) {
    remark("error", file, line, `${quote(written)} is not a path in this repository; it is left out.`);
    return null;
  }
  if (folder.has(target)) return target;
  const near = folder.paths().find((one) => one.toLowerCase() === target.toLowerCase());
  remark(
    "warning",
    file,
    line,
    `There is no file ${quote(target)}${near ? `, but ${quote(near)}` : ""}; it is left out.`,
  );
  return null;
}

/** The text of a page; null when the author names none, or one that is not there (which is told). */
export function readText(scenario: Scenario, fields: Fields, field = "text"): LabSource | null {
  const written = fields.text(field)?.trim() ?? "";
  if (written === "") return null;
  const target = fileIn(scenario, fields, written, field);
  return target === null ? null : { markdown: scenario.folder.text(target), file: target, lineOffset: 0 };
}

/** A script by its name or its old names; null as with readText, and when it is empty. */
export function readScript(
  scenario: Scenario,
  fields: Fields,
  names: string[],
  timeoutMs: number,
): LabScript | null {
  const written = fields.text(...names)?.trim() ?? "";
  const field = names.find((name) => fields.names().includes(name)) ?? "";
  if (written === "") return null;
  const target = fileIn(scenario, fields, written, field);
  if (target === null) return null;
  const text = scenario.folder.text(target);
  return text.trim() === "" ? null : { text, file: target, node: "node1", timeoutMs };
}

/** The settings file of a scenario in this folder; null when there is none that looks like one, however broken. */
export function findIndex(folder: LabFolder, path: string): string | null {
  for (const name of ["index.json", "index.yaml", "index.yml"]) {
    const file = join(path, name);
    if (folder.has(file) && /["']?\b(?:details|imageid)["']?\s*:/.test(folder.text(file))) return file;
  }
  return null;
}

/** Folders of all scenarios of a repository, in order of their paths. */
export function findScenarios(folder: LabFolder): string[] {
  const folders = new Set<string>();
  for (const file of folder.paths())
    if (/^index\.(?:json|ya?ml)$/.test(nameOf(file))) folders.add(folderOf(file));
  return [...folders].filter((path) => findIndex(folder, path) !== null);
}
