import type { Language } from "../../../../runtime/protocol/index.ts";
import type { LabFolder } from "../../model/folder.ts";
import type { LabTranslation } from "../../model/lab.ts";
import { findIndex, findScenarios, type Scenario } from "./scenario.ts";
import { folderOf, nameOf } from "./settings/author-paths.ts";
import { openFields } from "./settings/fields.ts";
import { readIndex } from "./settings/read-index.ts";
import { readWords } from "./words.ts";

/** The languages that a folder's name may end in: others, such as `_db` or `_go`, are more often words of another kind. */
const LANGUAGES = "ar|cs|da|de|el|es|fa|fi|fr|he|hi|hu|id|it|ja|ko|nl|no|pl|pt|ro|ru|sv|th|tr|uk|vi|zh";
const LANGUAGE_PART = new RegExp(`^(.*)_((?:${LANGUAGES})(?:[-_][A-Za-z]{2,4})?)$`);

interface Translated {
  /** The scenario that it is a translation of. */
  original: string;
  language: Language;
}

/**
 * What a folder translates: `NAME_fr` beside NAME, NAME/_fr, and _fr/…/NAME for …/NAME. null for a folder that is a
 * scenario of its own, with or without a language in its name.
 */
export function translationOf(folder: LabFolder, path: string): Translated | null {
  const parts = path.split("/");
  for (let index = parts.length - 1; index >= 0; index--) {
    const match = LANGUAGE_PART.exec(parts[index] ?? "");
    if (!match) continue;
    const before = parts.slice(0, index);
    const original = [...before, ...(match[1] ? [match[1]] : []), ...parts.slice(index + 1)].join("/");
    const language = (match[2] ?? "").toLowerCase().replace("_", "-");
    if (original !== path && findIndex(folder, original) !== null) return { original, language };
  }
  return null;
}

/** Whether a folder of the repository (`""`: its root) is a scenario of Killercoda or Katacoda, and no translation of another. */
export function isKillercodaScenario(folder: LabFolder, path: string): boolean {
  return findIndex(folder, path) !== null && isOwn(folder, path);
}

/** Folders of all scenarios of a repository, translations apart, in order of their paths. */
export function findKillercodaScenarios(folder: LabFolder): string[] {
  return findScenarios(folder).filter((path) => isOwn(folder, path));
}

/** Whether it is neither a translation nor something that a scenario places in its sandbox. */
function isOwn(folder: LabFolder, path: string): boolean {
  const parts = path.split("/");
  const asset = parts.some(
    (part, index) => part === "assets" && findIndex(folder, parts.slice(0, index).join("/")) !== null,
  );
  return !asset && translationOf(folder, path) === null;
}

/** The words of a scenario in all languages that its repository has. */
export function readTranslations(scenario: Scenario): Record<Language, LabTranslation> {
  const { folder, path } = scenario;
  const translations: Record<Language, LabTranslation> = {};
  for (const { at, language } of foldersOf(folder, path)) {
    const file = findIndex(folder, at);
    if (file === null) continue;
    const translated: Scenario = { ...scenario, path: at, file };
    const fields = openFields(readIndex(translated), file, scenario.remark);
    if (fields === null) continue;
    const words = readWords(translated, fields);
    translations[language] = {
      title: words.title,
      summary: words.summary,
      goals: [],
      intro: words.intro,
      finish: words.finish,
      steps: words.steps.map(({ title, text }) => ({ title, text })),
    };
  }
  return translations;
}

function foldersOf(folder: LabFolder, path: string): { at: string; language: Language }[] {
  const indexes = folder.paths().filter((file) => /^index\.(?:json|ya?ml)$/.test(nameOf(file)));
  return [...new Set(indexes.map(folderOf))].flatMap((at) => {
    const translated = at.includes("_") ? translationOf(folder, at) : null;
    return translated?.original === path ? [{ at, language: translated.language }] : [];
  });
}
