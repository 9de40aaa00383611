import type { Blockquote, RootContent } from "mdast";
import { component } from "../component.ts";
import type { Reading } from "../reading.ts";

const marker = /^\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\][ \t]*(?:\n|$)/i;

/** GitHub's alert: a quote that begins with `[!NOTE]` on a line of its own; null when it is a plain quote. */
export function alert(quote: Blockquote, children: RootContent[], reading: Reading): RootContent | null {
  const [first, ...rest] = children;
  if (quote.children[0]?.type !== "paragraph" || first?.type !== "paragraph") return null;
  const [begin, ...after] = first.children;
  const [written, kind] = (begin?.type === "text" && marker.exec(begin.value)) || [];
  if (begin?.type !== "text" || written === undefined || kind === undefined) return null;
  const element = component("admonition", {
    kind: kind.toLowerCase() as "note" | "tip" | "important" | "warning" | "caution",
  });
  if (!element) return null;
  const left = begin.value.slice(written.length);
  // A hard break after the marker leaves a node that holds nothing.
  const words =
    left === ""
      ? after.filter((node, at) => at > 0 || node.type !== "break")
      : [{ ...begin, value: left }, ...after];
  const paragraph = words.length > 0 ? [{ ...first, children: words }] : [];
  return reading.slots.place(element, [...paragraph, ...rest]);
}
