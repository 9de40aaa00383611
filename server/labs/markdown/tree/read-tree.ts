import type { Blockquote, Link, Parents, RootContent, Text } from "mdast";
import { component } from "../component.ts";
import { leadingAttributeLists } from "../drafts/attribute-list.ts";
import { nodeOfNumber, portOfText } from "../node-number.ts";
import type { Reading } from "../reading.ts";
import { alert } from "./alert.ts";
import { codeBlock } from "./code-block.ts";
import { asWritten, type Directive } from "./directive-source.ts";
import { safeHtmlSource } from "./html-source.ts";
import { inlineCode } from "./inline-code.ts";
import { labspaceDirective } from "./labspace-directives.ts";
import { nativeDirective } from "./native-directives.ts";

/** Replaces what acts in a parsed text by slots, from the inside out; the rest of the tree stays as it is. */
export function readTree(parent: Parents, reading: Reading): void {
  const children: RootContent[] = [];
  const siblings = parent.children as RootContent[];
  for (let at = 0; at < siblings.length; at += 1) {
    const node = siblings[at] as RootContent;
    if ("children" in node) readTree(node, reading);
    const next = siblings[at + 1];
    const after = next?.type === "text" ? next.value : "";
    const { nodes, taken } = readNode(node, after, reading);
    children.push(...nodes);
    if (taken > 0 && next?.type === "text") next.value = after.slice(taken);
  }
  // Not spread into push or splice: a text may have more children than a call takes arguments.
  (parent as { children: RootContent[] }).children = children;
}

function readNode(
  node: RootContent,
  after: string,
  reading: Reading,
): { nodes: RootContent[]; taken: number } {
  const only = (...nodes: RootContent[]) => ({ nodes, taken: 0 });
  switch (node.type) {
    case "code":
      return only(reading.slots.place(codeBlock(node, reading)));
    case "inlineCode": {
      const { element, taken } = inlineCode(node, after, reading);
      return { nodes: [reading.slots.place(element)], taken };
    }
    case "blockquote":
      return only(alert(node as Blockquote, node.children as RootContent[], reading) ?? node);
    case "textDirective":
    case "leafDirective":
    case "containerDirective":
      return { nodes: readDirective(node, reading), taken: 0 };
    case "html":
      return only(readHtml(node, reading));
    case "text":
      return only(readText(node, reading));
    case "link":
    case "image":
    case "strong":
    case "emphasis":
      return kramdown(node, after, reading);
    default:
      return only(node);
  }
}

function readDirective(directive: Directive, reading: Reading): RootContent[] {
  const children = directive.children as RootContent[];
  const read = reading.context.dialect === "labspace" ? labspaceDirective : nativeDirective;
  const before = reading.draft.remarks.length;
  const found = read(directive, children, reading);
  if (found) return found;
  const isProse = directive.type === "textDirective" && Object.keys(directive.attributes ?? {}).length === 0;
  if (!isProse && reading.draft.remarks.length === before)
    reading.remark(
      "warning",
      directive.position?.start.line,
      `The directive ${directive.name} is not known here.`,
    );
  return asWritten(directive, children, reading);
}

function readHtml(node: Extract<RootContent, { type: "html" }>, reading: Reading): RootContent {
  const { html, left } = safeHtmlSource(node.value);
  for (const name of left)
    reading.remark(
      "warning",
      node.position?.start.line,
      `HTML's ${name} has no place in a lab and is left out.`,
    );
  return { ...node, value: html };
}

/** Attribute lists that no piece of the line took are kramdown's for the whole paragraph, and say nothing here. */
function readText(node: Text, reading: Reading): RootContent {
  if (reading.context.dialect !== "play-with-docker") return node;
  return { ...node, value: node.value.replaceAll(/[ \t]*\{:[^{}\n]{0,500}\}/g, "") };
}

function kramdown(
  node: RootContent,
  after: string,
  reading: Reading,
): { nodes: RootContent[]; taken: number } {
  const found = reading.context.dialect === "play-with-docker" ? leadingAttributeLists(after) : null;
  if (!found) return { nodes: [node], taken: 0 };
  const port = portOfText(found.list.attributes["data-port"]);
  if (node.type !== "link" || port === null) return { nodes: [node], taken: found.length };
  return { nodes: [portLink(node, port, found.list.attributes["data-term"], reading)], taken: found.length };
}

function portLink(link: Link, port: number, term: string | undefined, reading: Reading): RootContent {
  const digit = /^\.term([1-9])$/.exec(term ?? ".term1")?.[1];
  const node = nodeOfNumber(digit);
  if (!node)
    reading.remark("warning", link.position?.start.line, `${term} is no terminal that a session can have.`);
  const path = link.url.startsWith("/") ? link.url : "/";
  const element = component("port-link", { node: node ?? "node1", port, path });
  return element ? reading.slots.place(element, link.children as RootContent[]) : link;
}
