import type { LabFolder } from "../../model/folder.ts";

/** Where a Labspace's settings may stand below its root; a later place wins nothing over an earlier one. */
const PLACES = ["labspace/", ".labspace/", ""];
const NAMES = ["labspace.yaml", "labspace.yml"];

/** The settings files of the Labspace whose root the folder is: the one that counts first. */
export function settingsOf(folder: LabFolder): string[] {
  return PLACES.flatMap((place) => NAMES.map((name) => place + name)).filter((file) => folder.has(file));
}

/** The root of the Labspace that a path is the settings of (`""`: the whole folder); null when it is no such file. */
export function rootOfSettings(path: string): string | null {
  const [, above] = /^(?:(.+)\/)?labspace\.ya?ml$/.exec(path) ?? [];
  if (above === undefined) return /^labspace\.ya?ml$/.test(path) ? "" : null;
  return above.replace(/(?:^|\/)\.?labspace$/, "");
}
