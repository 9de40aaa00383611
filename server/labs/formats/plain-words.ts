/** A line of Markdown as plain words: no HTML, no marks, no attribute lists, links as their text. */
export function plainLine(markdown: string): string {
  return markdown
    .replace(/\{%[^%]{0,200}%\}|\{\{[^{}]{0,200}\}\}|\{[:#][^{}]{0,200}\}/g, "")
    .replace(/<!--.*?-->|<\/?[a-z][^<>]{0,300}>/gi, "")
    .replace(/!\[[^\]]{0,200}\]\([^)]{0,500}\)/g, "")
    .replace(/\[([^[\]]{0,200})\](?:\([^)]{0,500}\)|\[[^\]]{0,100}\])/g, "$1")
    .replace(/[*`]+|(?<![\p{L}\p{N}])_+|_+(?![\p{L}\p{N}])/gu, "")
    .replace(/\\([\\`*_{}[\]()#+.!-])/g, "$1")
    .replace(/\s+/g, " ")
    .trim();
}

/** The first paragraph of a text in plain words, cut at a word to `maxCharacters`; `""` when there is none. */
export function firstParagraph(markdown: string, maxCharacters = 200): string {
  const text = markdown.replace(/^[ \t]*(`{3,}|~{3,})[\s\S]*?^[ \t]*\1[^\n]*$/gm, "");
  for (const block of text.split(/\n\s*\n/)) {
    // Headings, lists, quotes, tables and HTML say what stands where, not what it is about.
    if (/^\s*(?:#|[-*+]\s|\d+[.)]\s|>|\||<|\{|`{3}|!\[)/.test(block)) continue;
    const words = plainLine(block.replace(/\n/g, " "));
    // "Do this:" says nothing without what follows.
    if (/\p{L}/u.test(words) && !words.endsWith(":")) return shorten(words, maxCharacters);
  }
  return "";
}

/** Cut at a word, with an ellipsis where something was cut. */
export function shorten(words: string, maxCharacters: number): string {
  if (words.length <= maxCharacters) return words;
  const cut = words.slice(0, maxCharacters - 1);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(" "), maxCharacters >> 1)).trimEnd()}…`;
}
