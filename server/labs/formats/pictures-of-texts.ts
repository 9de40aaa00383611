import { posix } from "node:path";
import { fenceRoles } from "../markdown/drafts/fences.ts";
import { pathBelowRoot } from "../markdown/lab-path.ts";
import { textBounds } from "../markdown/text-bounds.ts";
import type { LabFolder } from "../model/folder.ts";
import type { LabSource } from "../model/lab.ts";
import { quote, type Remark } from "./killercoda/settings/remark-list.ts";

/** `![words](path "title")`, `<img src="path">` and `[words]: path` of a picture. */
const REFERENCES = [
  /!\[[^\]]{0,300}\]\(\s{0,9}<?([^\s)>]{1,500})/g,
  /<img\b[^>]{0,500}?\bsrc\s{0,9}=\s{0,9}["']?([^"'\s>]{1,500})/gi,
  /^\s{0,3}\[[^\]]{1,300}\]:\s{0,9}<?(\S{1,500}\.(?:png|jpe?g|gif|svg|webp))\b/gi,
];
const SITE = /\{\{\s*(?:site\.baseurl|site\.url)\s*\}\}/g;

/**
 * The pictures that texts show, by the path at which the renderer asks for them. A picture that is not there is looked for below
 * `otherFolders`, or by `elsewhere` for a path as written, as authors' own players do; it is told by file and line when it is nowhere.
 */
export function picturesOfTexts(
  folder: LabFolder,
  texts: LabSource[],
  remark: Remark,
  otherFolders: string[] = [],
  elsewhere: (written: string) => string | null = () => null,
): Record<string, Uint8Array> {
  const found = new Map<string, Uint8Array>();
  for (const { markdown, file, lineOffset } of texts) {
    // What is larger is shown as plain text.
    if (markdown.length > textBounds.bytes) continue;
    const lines = markdown.split("\n");
    const roles = fenceRoles(lines);
    for (const [at, line] of lines.entries()) {
      if (roles[at]?.kind !== "text") continue;
      for (const written of referencesIn(line)) {
        const asked = pathBelowRoot(written, file);
        const stored = [
          asked,
          ...otherFolders.map((other) => pathBelowRoot(written.replace(/^\/+/, ""), posix.join(other, "x"))),
          elsewhere(written),
        ].find((path) => path !== null && folder.has(path));
        if (asked !== null && stored) found.set(asked, folder.read(stored));
        else remark("warning", file, lineOffset + at + 1, `There is no picture ${quote(written)}.`);
      }
    }
  }
  return Object.fromEntries(found);
}

function referencesIn(line: string): string[] {
  const plain = line.replace(SITE, "").replace(/`[^`]{1,300}`/g, "");
  return REFERENCES.flatMap((expression) => [...plain.matchAll(expression)])
    .map((match) => match[1] ?? "")
    .filter((written) => !/^(?:[a-z][a-z0-9+.-]*:|\/\/|#|\{|\[\[|\$)/i.test(written));
}
