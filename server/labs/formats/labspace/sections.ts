import { posix } from "node:path";
import { pathBelowRoot } from "../../markdown/lab-path.ts";
import type { LabFolder } from "../../model/folder.ts";
import type { LabStep } from "../../model/lab.ts";
import { plainStep } from "../../model/plain-step.ts";
import type { Fields } from "../killercoda/settings/fields.ts";
import { quote, type Remark } from "../killercoda/settings/remark-list.ts";
import { plainLine, shorten } from "../plain-words.ts";

const MAX_STEPS = 200;

/** The sections of a Labspace as steps. A section whose text is not there is told and left out. */
export function readSections(folder: LabFolder, file: string, settings: Fields, remark: Remark): LabStep[] {
  const sections = settings.list("sections");
  if (sections.length === 0)
    remark("error", file, settings.line("sections"), "The Labspace has no sections.");
  if (sections.length > MAX_STEPS)
    remark(
      "error",
      file,
      settings.line("sections"),
      `There are ${sections.length} sections; those after ${MAX_STEPS} are left out.`,
    );
  return sections.slice(0, MAX_STEPS).flatMap((section, index): LabStep[] => {
    const written = section.text("contentPath")?.trim() ?? "";
    const named = plainLine(section.text("title") ?? "");
    if (written === "") {
      remark("error", file, section.line(), `Section ${index + 1} names no contentPath; it is left out.`);
      return [];
    }
    const path = findContent(folder, file, written);
    if (path === null) {
      remark(
        "error",
        file,
        section.line("contentPath"),
        `There is no text ${quote(written)}; its section is left out.`,
      );
      return [];
    }
    const markdown = folder.text(path);
    if (markdown.trim() === "") remark("warning", path, null, "The text of this section is empty.");
    const title = shorten(named || firstHeading(markdown) || `Step ${index + 1}`, 200);
    return [plainStep(title, { markdown: withoutTitle(markdown, title), file: path, lineOffset: 0 })];
  });
}

/** From the settings' own folder, or from the root: real ones have both. */
function findContent(folder: LabFolder, file: string, written: string): string | null {
  const plain = written.replace(/^\/+/, "");
  const places = [pathBelowRoot(plain, file), pathBelowRoot(posix.normalize(plain), "x")];
  return places.find((path) => path !== null && folder.has(path)) ?? null;
}

function firstHeading(markdown: string): string {
  return plainLine(/^#{1,2}\s+(\S[^\n]*)/m.exec(markdown)?.[1] ?? "");
}

/** The page shows a step's title: a text that begins with the same words would show them twice. Its line stays, empty. */
function withoutTitle(markdown: string, title: string): string {
  const heading = /^(\s*)#\s+([^\n]*)/.exec(markdown);
  const letters = (words: string) => words.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");
  if (heading === null || letters(plainLine(heading[2] ?? "")) !== letters(title)) return markdown;
  return (heading[1] ?? "") + markdown.slice(heading[0].length);
}
