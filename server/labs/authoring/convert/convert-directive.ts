import type { ContainerDirective, LeafDirective, TextDirective } from "mdast-util-directive";
import { directive } from "./native-words.ts";
import { type NodeContext, rangeOf } from "./node-context.ts";
import type { Splice } from "./splices.ts";

type Directive = ContainerDirective | LeafDirective | TextDirective;

function labelOf(node: Directive, markdown: string): string {
  const first = node.children[0];
  const last = node.children.at(-1);
  return first && last ? markdown.slice(rangeOf(first).start, rangeOf(last).end) : "";
}

/** A Labspace's directive in the native format's words. */
export function convertDirective(node: Directive, { markdown, remark }: NodeContext): Splice[] {
  const { start, end } = rangeOf(node);
  const given = node.attributes ?? {};
  const label = labelOf(node, markdown);
  const inLine = (text: string): Splice[] => [{ start, end, text }];
  switch (node.name) {
    case "tabLink":
      return inLine(`[${label}](${given.href ?? ""})`);
    case "fileLink":
      return inLine(directive("file", label, { path: given.path, line: given.line }));
    case "variableDefinition": {
      const asked = directive("variable", given.prompt ?? label, { name: label.trim() });
      return inLine(`:${asked}`);
    }
    case "variableSetButton": {
      const pairs = (given.variables ?? "").split(",").map((pair) => pair.trim().split("="));
      const values = pairs.flatMap(([name = "", ...value]) => (name === "" ? [] : [[name, value.join("=")]]));
      return inLine(directive("set", label, Object.fromEntries(values)));
    }
    case "conditionalDisplay":
      return withoutFrame(node, markdown, remark);
    default:
      return [];
  }
}

/** The native format shows a text to all: the part stays, its condition is told. */
function withoutFrame(node: Directive, markdown: string, remark: NodeContext["remark"]): Splice[] {
  const { start, end } = rangeOf(node);
  const condition = Object.entries(node.attributes ?? {}).map(([name, value]) =>
    value ? `${name}=${value}` : name,
  );
  remark(node, `This part was shown only where ${condition.join(" ")}: the native format shows it always.`);
  const source = markdown.slice(start, end);
  const opening = source.indexOf("\n");
  const closing = /\n[ \t>]*:{3,}[ \t]*$/.exec(source);
  return [
    { start, end: opening < 0 ? end : start + opening, text: "" },
    ...(closing ? [{ start: start + closing.index, end, text: "" }] : []),
  ];
}
