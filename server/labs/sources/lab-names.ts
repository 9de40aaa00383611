import { LabSlug } from "../../../runtime/protocol/index.ts";
import type { LabFolder } from "../model/folder.ts";
import type { FoundLab } from "./find-labs.ts";

const MAX_CHARACTERS = 80;

/** A slug of any words; `lab` where they have no letter or digit. */
export function slugOf(words: string): LabSlug {
  const plain = words
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, MAX_CHARACTERS)
    .replace(/^-+|-+$/g, "");
  return LabSlug.parse(plain === "" ? "lab" : plain);
}

/** Gives names that nothing has yet: the second `intro` becomes `linux-intro` where its folder is in `linux`, then `intro-2`. */
export function createSlugs() {
  const taken = new Set<string>();
  const take = (slug: LabSlug): LabSlug => {
    taken.add(slug);
    return slug;
  };
  return {
    claim(words: string, folderAround: string): LabSlug {
      const slug = slugOf(words);
      if (!taken.has(slug)) return take(slug);
      const longer = slugOf(`${folderAround} ${words}`);
      if (folderAround !== "" && !taken.has(longer)) return take(longer);
      for (let number = 2; ; number++) {
        const numbered = slugOf(`${slug.slice(0, MAX_CHARACTERS - 6)} ${number}`);
        if (!taken.has(numbered)) return take(numbered);
      }
    },
  };
}

const SETTINGS = [
  "lab.md",
  "index.json",
  "index.yaml",
  "index.yml",
  "labspace/labspace.yaml",
  ".labspace/labspace.yaml",
  "labspace.yaml",
];

const TITLE_IN_JSON = /"title"\s*:\s*"([^"\n]{1,200})"/;
const TITLE_IN_YAML = /^title\s*:\s*["']?([^\n]{1,200}?)["']?\s*$/m;

/** The title in the settings of a lab that has no folder of its own to be named by; `""` when it has none. */
export function titleOfRoot(folder: LabFolder, found: FoundLab): string {
  for (const file of SETTINGS) {
    if (found.path !== "" || !folder.has(file)) continue;
    const text = folder.text(file);
    const title = TITLE_IN_JSON.exec(text)?.[1] ?? TITLE_IN_YAML.exec(text)?.[1];
    if (title !== undefined) return title;
  }
  return "";
}
