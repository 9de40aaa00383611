import type { Nodes } from "mdast";
import type { Splice } from "./splices.ts";

const SRC = /(<img\b[^>]*?\bsrc\s*=\s*["']?)([^"'\s>]+)/gi;

/** Gives pictures their new addresses, in Markdown and in HTML. */
export function pictureSplices(
  node: Nodes,
  markdown: string,
  picture: (written: string) => string | null,
): Splice[] {
  const start = node.position?.start.offset;
  const end = node.position?.end.offset;
  if (start === undefined || end === undefined) return [];
  if (node.type === "image" || node.type === "definition") {
    const address = picture(node.url);
    const at = markdown.lastIndexOf(node.url, end);
    return address === null || at < start ? [] : [{ start: at, end: at + node.url.length, text: address }];
  }
  if (node.type !== "html") return [];
  return [...markdown.slice(start, end).matchAll(SRC)].flatMap((match) => {
    const [, before = "", written = ""] = match;
    const address = picture(written);
    const from = start + match.index + before.length;
    return address === null ? [] : [{ start: from, end: from + written.length, text: address }];
  });
}
