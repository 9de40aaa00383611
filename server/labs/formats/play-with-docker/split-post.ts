import { fenceRoles } from "../../markdown/drafts/fences.ts";
import { plainLine, shorten } from "../plain-words.ts";
import { findTerms } from "./find-terms.ts";

/** A part of a post; `line` is that of its first line in the text, from 0. */
export interface PostPart {
  title: string;
  markdown: string;
  line: number;
}

export interface SplitPost {
  /** What stands before the first heading that begins a step. */
  intro: string;
  steps: PostPart[];
}

interface Heading {
  at: number;
  level: number;
  title: string;
  /** 2 when it is underlined. */
  lines: number;
}

/**
 * Splits a post where its author began something new: at `##` headings when there are any (a `#` heading begins a step as well,
 * together with the `##` right below it), else at `#`, else at `###` headings. A post with fewer than two of them is one step.
 * Headings become titles; fences, comments and Liquid's comments are never looked into.
 */
export function splitPost(markdown: string, title: string): SplitPost {
  const lines = markdown.split("\n");
  const headings = findHeadings(lines);
  const level = [2, 1, 3].find(
    (one) => headings.filter((heading) => heading.level === one).length > (one === 2 ? 0 : 1),
  );
  const begins = headings.filter((heading) => heading.level <= (level ?? 0));
  const first = begins[0];
  if (first === undefined) return { intro: "", steps: [{ title, markdown, line: 0 }] };
  const steps: PostPart[] = [];
  /** A heading with nothing below it but the next one: it opens that one's step. */
  let held: Heading | null = null;
  for (const [index, heading] of begins.entries()) {
    const end = begins[index + 1]?.at ?? lines.length;
    const body = lines.slice(heading.at + heading.lines, end);
    const empty = body.every((line) => line.trim() === "");
    if (empty && end < lines.length) {
      held ??= heading;
      continue;
    }
    const from: Heading = held ?? heading;
    const blank = Array.from({ length: heading.lines }, () => "");
    // The heading's own line stays as an empty one, so that lines below count right.
    const text = held === null ? body : [...lines.slice(from.at, heading.at), ...blank, ...body];
    const line = held === null ? heading.at + heading.lines : from.at;
    steps.push({ title: heading.title || `Step ${steps.length + 1}`, markdown: text.join("\n"), line });
    held = null;
  }
  const definitions = findDefinitions(lines);
  let before = lines.slice(0, first.at);
  // A post that begins with its own title goes on with what it is about.
  if (before.every((line) => line.trim() === "") && steps.length > 1 && opensPost(first, steps[0])) {
    before = [
      ...Array.from({ length: first.at + first.lines }, () => ""),
      ...(steps.shift()?.markdown ?? "").split("\n"),
    ];
  }
  return {
    intro: withDefinitions(before.join("\n"), definitions),
    steps: steps.map((step) => ({ ...step, markdown: withDefinitions(step.markdown, definitions) })),
  };
}

function opensPost(first: Heading, step: PostPart | undefined): boolean {
  return first.level === 1 && step?.line === first.at + first.lines && findTerms(step.markdown).length === 0;
}

function findHeadings(lines: string[]): Heading[] {
  const roles = fenceRoles(lines);
  const headings: Heading[] = [];
  let hidden: RegExp | null = null;
  for (const [at, line] of lines.entries()) {
    if (roles[at]?.kind !== "text") continue;
    if (hidden !== null) {
      if (hidden.test(line)) hidden = null;
      continue;
    }
    if (/<!--(?!.*-->)/.test(line)) hidden = /-->/;
    if (/\{%-?\s*comment\s*-?%\}(?!.*endcomment)/.test(line)) hidden = /\{%-?\s*endcomment\s*-?%\}/;
    // kramdown takes a heading without a space, too.
    const [, marks, words] = /^ {0,3}(#{1,3})(?!#)(?!\s*$)(.*)$/.exec(line) ?? [];
    if (marks !== undefined && !/^![/]/.test(words ?? "")) {
      headings.push({
        at,
        level: marks.length,
        title: titleOf((words ?? "").replace(/\s#+\s*$/, "")),
        lines: 1,
      });
      continue;
    }
    const below = roles[at + 1]?.kind === "text" ? (lines[at + 1] ?? "") : "";
    const level = /^=+\s*$/.test(below) ? 1 : /^-{2,}\s*$/.test(below) ? 2 : 0;
    const startsParagraph = (lines[at - 1] ?? "").trim() === "";
    if (level > 0 && startsParagraph && /^ {0,3}[^\s>|*+-]/.test(line))
      headings.push({ at, level, title: titleOf(line), lines: 2 });
  }
  return headings;
}

function titleOf(words: string): string {
  return shorten(plainLine(words), 200);
}

/** Addresses of links are often gathered at the post's end: a step takes along those that it names. */
function findDefinitions(lines: string[]): { label: string; line: string }[] {
  const roles = fenceRoles(lines);
  return lines.flatMap((line, at) => {
    const label = roles[at]?.kind === "text" ? /^ {0,3}\[([^\]^]{1,100})\]:\s*\S/.exec(line)?.[1] : undefined;
    return label === undefined ? [] : [{ label: label.toLowerCase(), line }];
  });
}

function withDefinitions(markdown: string, definitions: { label: string; line: string }[]): string {
  const words = markdown.toLowerCase();
  const needed = definitions.filter(
    ({ label, line }) => words.includes(`[${label}]`) && !markdown.includes(line),
  );
  return needed.length === 0
    ? markdown
    : `${markdown.trimEnd()}\n\n${needed.map(({ line }) => line).join("\n")}\n`;
}
