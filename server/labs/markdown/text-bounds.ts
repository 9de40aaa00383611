/** The most that one text may have; what is above is shown as plain text. */
export const textBounds = {
  bytes: 256 * 1024,
  lines: 4000,
  /** Quotes and lists inside each other on one line. */
  containers: 30,
  /** HTML elements that are open at once. */
  openTags: 300,
  /** Of them, those that a browser opens again in each paragraph. */
  openFormatting: 20,
  /** Directives that stand inside each other. */
  containerDirectives: 100,
  /** Characters that may begin or end something. */
  marks: 20_000,
  /** Sum, over the paragraphs, of the squared number of marks: parsers' time grows with it. */
  markCost: 12_000_000,
  /** Borders of tables' cells. */
  borders: 10_000,
  /** Of what was made of it, as `weigh` has it. */
  weight: 60_000,
} as const;

const containers = /^(?:[ \t]*(?:>|[-+*](?=[ \t]|$)|\d{1,9}[.)](?=[ \t]|$)))+/;
const marks = /[*_~[\]`<{@]|:(?=[a-zA-Z])/g;
const tag = /<(\/?)([a-zA-Z][a-zA-Z0-9-]*)/g;
const neverNests = new Set(
  "area base br col embed hr img input link meta source track wbr p li td th tr dt dd option".split(" "),
);
const formatting = new Set("a b big code em font i nobr s small strike strong tt u".split(" "));

/** Why a text is refused by the parser's guard, in plain words; null when it may be parsed. Takes linear time. */
export function boundsExceeded(markdown: string): string | null {
  if (markdown.length > textBounds.bytes) return "The text is larger than 256 KiB.";
  const lines = markdown.split("\n");
  if (lines.length > textBounds.lines) return `The text has more than ${textBounds.lines} lines.`;
  let cost = 0;
  let inBlock = 0;
  let all = 0;
  let directives = 0;
  let borders = 0;
  for (const line of lines) {
    const lead = containers.exec(line)?.[0] ?? "";
    if (lead.replaceAll(/[\d\s]/g, "").length > textBounds.containers)
      return `Quotes or lists are inside each other more than ${textBounds.containers} deep.`;
    if (/^[\s>]*:::/.test(line)) directives += 1;
    if (line.trim() === "") inBlock = 0;
    const here = line.match(marks)?.length ?? 0;
    cost += here * here + 2 * here * inBlock;
    inBlock += here;
    all += here;
    borders += line.split("|").length - 1;
  }
  if (directives > 2 * textBounds.containerDirectives) return "There are too many ::: blocks in the text.";
  if (all > textBounds.marks || cost > textBounds.markCost)
    return "The text has too many marks to be read as Markdown.";
  if (borders > textBounds.borders) return "The tables in the text have too many cells.";
  return openTagsExceeded(markdown);
}

function openTagsExceeded(markdown: string): string | null {
  let open = 0;
  let formats = 0;
  for (const [, slash, written = ""] of markdown.matchAll(tag)) {
    const name = written.toLowerCase();
    if (neverNests.has(name)) continue;
    const step = slash ? -1 : 1;
    open = Math.max(0, open + step);
    if (formatting.has(name)) formats = Math.max(0, formats + step);
    if (open > textBounds.openTags || formats > textBounds.openFormatting)
      return "HTML elements are inside each other too deep.";
  }
  return null;
}
