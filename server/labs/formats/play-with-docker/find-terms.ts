import { fenceRoles } from "../../markdown/drafts/fences.ts";

/** A terminal that a text types into or shows a port of, with its line from 0. */
export interface TermUse {
  term: number;
  line: number;
}

/** Finds the terminals that a post's text names: in fences (`.term2`) and in links to ports (`data-term=".term2"`). */
export function findTerms(markdown: string): TermUse[] {
  const lines = markdown.split("\n");
  return fenceRoles(lines).flatMap((role, line): TermUse[] => {
    if (role.kind === "open") return numbersIn(role.info, /(?:^|[\s{.])term(\d{1,2})\b/g, line);
    if (role.kind === "text")
      return numbersIn(lines[line] ?? "", /data-term\s*=\s*["']?\.?term(\d{1,2})\b/g, line);
    return [];
  });
}

function numbersIn(text: string, expression: RegExp, line: number): TermUse[] {
  return [...text.matchAll(expression)].map((match) => ({ term: Number(match[1]), line }));
}

/** Lines of blocks that are typed into a node's own shell, and begin with `apk`: Alpine's packager. */
export function findAlpineCommands(markdown: string): number[] {
  const lines = markdown.split("\n");
  let typed = false;
  return fenceRoles(lines).flatMap((role, line) => {
    if (role.kind === "open") typed = /\bterm\d/.test(role.info);
    return role.kind === "inside" &&
      typed &&
      /^\s*(?:sudo\s+)?apk\s+(?:add|update|upgrade)\b/.test(lines[line] ?? "")
      ? [line]
      : [];
  });
}
