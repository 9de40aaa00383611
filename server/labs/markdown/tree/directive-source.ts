import type { Paragraph, RootContent, Text } from "mdast";
import type { ContainerDirective, LeafDirective, TextDirective } from "mdast-util-directive";
import type { Reading } from "../reading.ts";

export type Directive = ContainerDirective | LeafDirective | TextDirective;

const text = (value: string): Text => ({ type: "text", value });
const paragraph = (children: Paragraph["children"]): Paragraph => ({ type: "paragraph", children });

const offsets = (node: { position?: RootContent["position"] }) => ({
  start: node.position?.start.offset ?? 0,
  end: node.position?.end.offset ?? 0,
});

/** What was written between the directive's brackets, not read as Markdown; escapes are undone. */
export function labelSource(directive: Directive, reading: Reading): string {
  if (directive.type === "containerDirective") return "";
  // From the source: what stands in the label, as the :80 of 8080:80, may have been taken for a directive and replaced.
  const { start, end } = offsets(directive);
  const source = reading.markdown.slice(start, end);
  const open = source.indexOf("[");
  const before = source.indexOf("{");
  if (open < 0 || (before >= 0 && before < open)) return "";
  let depth = 0;
  for (let at = open; at < source.length; at += 1) {
    if (source[at] === "\\") at += 1;
    else if (source[at] === "[") depth += 1;
    else if (source[at] === "]") depth -= 1;
    if (depth === 0) return source.slice(open + 1, at).replaceAll(/\\([\\[\]{}`*_$])/g, "$1");
  }
  return "";
}

/** A directive that is none of ours comes back as the text that it was: `10:30` and `a:b[c]` are prose. */
export function asWritten(directive: Directive, children: RootContent[], reading: Reading): RootContent[] {
  const { start, end } = offsets(directive);
  const { markdown } = reading;
  if (directive.type === "containerDirective") {
    const first = directive.children[0];
    const whole = markdown.slice(start, end);
    const opening = whole.split("\n")[0] ?? "";
    const closing = /\n[ \t>]*(:{3,})[ \t]*$/.exec(whole)?.[1];
    const isLabel = first?.type === "paragraph" && first.data?.directiveLabel === true;
    return [
      paragraph([text(opening)]),
      ...(isLabel ? children.slice(1) : children),
      ...(closing ? [paragraph([text(closing)])] : []),
    ];
  }
  const first = directive.children[0];
  const last = directive.children.at(-1);
  const parts: RootContent[] =
    first && last
      ? [
          text(markdown.slice(start, offsets(first).start)),
          ...children,
          text(markdown.slice(offsets(last).end, end)),
        ]
      : [text(markdown.slice(start, end))];
  return directive.type === "leafDirective" ? [paragraph(parts as Paragraph["children"])] : parts;
}
