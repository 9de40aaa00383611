import type { LabSource } from "../../model/lab.ts";
import type { Scenario } from "./scenario.ts";
import { folderOf, pathFrom } from "./settings/author-paths.ts";
import { quote } from "./settings/remark-list.ts";

/** `![words](path "title")`, `<img src="path">` and `[words]: path` of a picture. */
const REFERENCES = [
  /!\[[^\]]{0,300}\]\(\s{0,9}<?([^\s)>]{1,500})/g,
  /<img\b[^>]{0,500}?\bsrc\s{0,9}=\s{0,9}["']?([^"'\s>]{1,500})/gi,
  /^\s{0,3}\[[^\]]{1,300}\]:\s{0,9}<?(\S{1,500}\.(?:png|jpe?g|gif|svg|webp))\b/gi,
];
/** Larger texts are not rendered. */
const MAX_TEXT = 256 * 1024;
/** Katacoda's own address of a file in a scenario: /owner/scenarios/NAME/… or /owner/courses/COURSE/NAME/… */
const ON_KATACODA = /^\/[^/]+\/(?:scenarios|courses)\/(.+)$/;

/**
 * The pictures that texts show, by the path at which the renderer will ask for them: relative to the text's own folder,
 * or as written from the root. What is not there is told by file and line.
 */
export function findPictures(scenario: Scenario, texts: LabSource[]): Record<string, Uint8Array> {
  const { folder, remark } = scenario;
  const found: Record<string, Uint8Array> = Object.create(null);
  for (const { markdown, file } of texts) {
    if (markdown.length > MAX_TEXT) continue;
    linesOutsideCode(markdown).forEach((line, index) => {
      for (const written of referencesIn(line)) {
        const asked = written.startsWith("/") ? written.slice(1) : pathFrom(folderOf(file), written);
        const stored = written.startsWith("/") ? fromTop(scenario, written) : asked;
        if (asked !== null && stored !== null && folder.has(stored)) found[asked] = folder.read(stored);
        else remark("warning", file, index + 1, `There is no picture ${quote(written)}.`);
      }
    });
  }
  return { ...found };
}

/** All lines; those in fences are empty. */
function linesOutsideCode(markdown: string): string[] {
  let fence: string | null = null;
  return markdown.split("\n").map((line) => {
    const mark = /^\s*(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence !== null) {
      if (mark?.startsWith(fence)) fence = null;
      return "";
    }
    if (mark === undefined) return line.replace(/`[^`]{1,300}`/g, "");
    fence = mark;
    return "";
  });
}

function referencesIn(line: string): string[] {
  return REFERENCES.flatMap((expression) => [...line.matchAll(expression)]).flatMap((match) => {
    const written = (match[1] ?? "").split(/[?#]/, 1)[0] ?? "";
    if (written === "" || /^(?:[a-z][a-z0-9+.-]*:|\/\/|\[\[|\{\{)/i.test(written)) return [];
    return [decode(written)];
  });
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** A path that begins with a slash is the repository's own, or one of Katacoda's site. */
function fromTop({ folder }: Scenario, written: string): string | null {
  const own = pathFrom("", written.slice(1));
  if (own !== null && folder.has(own)) return own;
  const inside = ON_KATACODA.exec(written)?.[1];
  if (inside === undefined) return own;
  return folder.paths().find((path) => path === inside || path.endsWith(`/${inside}`)) ?? null;
}
