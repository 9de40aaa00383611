import type { LabElement, LabNode } from "../../../../runtime/protocol/index.ts";

/** A piece of a line in one colour: what it is in the light and in the dark theme. */
export interface CodeToken {
  text: string;
  light?: string;
  dark?: string;
}
export type CodeLine = CodeToken[];
type Look = Omit<CodeToken, "text">;

const COLOUR = /^#[0-9a-f]{3,8}$/i;

/** The colours that a renderer gave a token: nothing else of its attributes is taken over. */
function lookOf({ light, dark }: NonNullable<LabElement["attributes"]>): Look {
  const look: Look = {};
  if (typeof light === "string" && COLOUR.test(light)) look.light = light;
  if (typeof dark === "string" && COLOUR.test(dark)) look.dark = dark;
  return look;
}

const withoutEnd = (text: string) => text.replace(/\n+$/, "");

/**
 * The coloured lines of a block. What a learner sees must be what its buttons type: where the coloured children do not
 * say exactly `text`, the plain text is shown instead.
 */
export function codeLines(children: readonly LabNode[], text: string): CodeLine[] {
  const lines: CodeLine[] = [[]];
  let begun = false;
  const add = (piece: string, look: Look) => {
    piece.split("\n").forEach((part, at) => {
      if (at > 0) lines.push([]);
      if (part !== "") lines.at(-1)?.push({ text: part, ...look });
    });
  };
  const walk = (node: LabNode, look: Look, depth: number) => {
    if (typeof node === "string") return add(node, look);
    if (depth > 12) return;
    const attributes = node.attributes ?? {};
    if (typeof attributes.line === "number") {
      if (begun) lines.push([]);
      begun = true;
    }
    for (const child of node.children ?? []) walk(child, { ...look, ...lookOf(attributes) }, depth + 1);
  };
  for (const child of children) walk(child, {}, 0);
  const said = lines.map((line) => line.map((token) => token.text).join("")).join("\n");
  if (withoutEnd(said) !== withoutEnd(text))
    return withoutEnd(text)
      .split("\n")
      .map((line) => (line === "" ? [] : [{ text: line }]));
  while (lines.length > 1 && lines.at(-1)?.length === 0) lines.pop();
  return lines;
}

/** The lines that `2,5-7` names, from 1; none where it says nothing sensible. */
export function markedLines(highlight: string | undefined): ReadonlySet<number> {
  const marked = new Set<number>();
  for (const part of (highlight ?? "").split(",")) {
    const match = /^\s*(\d{1,4})(?:\s*-\s*(\d{1,4}))?\s*$/.exec(part);
    if (!match) continue;
    const from = Number(match[1]);
    const to = Math.min(Number(match[2] ?? from), from + 2_000);
    for (let line = from; line <= to; line++) marked.add(line);
  }
  return marked;
}
