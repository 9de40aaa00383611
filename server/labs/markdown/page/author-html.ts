import type { Element, Nodes, Root } from "hast";
import { visit } from "unist-util-visit";
import { languageOfFile } from "../colours/highlight-languages.ts";
import { component } from "../component.ts";
import { absolutePath } from "../lab-path.ts";
import type { Reading } from "../reading.ts";
import { slotTag } from "../slots.ts";

const targets = ["replace", "prepend", "append", "insert"] as const;

/** Reads what authors say in HTML's own attributes, before these are cleaned away. */
export function readAuthorHtml(tree: Root, reading: Reading): void {
  visit(tree, "element", (element) => {
    if (element.tagName === "img") keepWidth(element);
    if (element.tagName === "pre" && reading.context.dialect === "killercoda") editorBlock(element, reading);
  });
}

/** `style="width: 50%"` is how many give pictures their size. */
function keepWidth(image: Element): void {
  const [, width] =
    /(?:^|;)\s*width:\s*(\d{1,4}(?:px|%)?)\s*(?:;|$)/.exec(String(image.properties.style ?? "")) ?? [];
  if (width) image.properties.width ??= width;
}

/** `<pre class="file" data-filename=…>` puts its text into the editor. */
function editorBlock(pre: Element, reading: Reading): void {
  const { className, dataFilename, dataTarget, dataMarker } = pre.properties;
  if (!Array.isArray(className) || !className.includes("file")) return;
  const line = pre.position?.start.line;
  const text = reading.filled(textOf(pre).replace(/^\n/, "").replace(/\n$/, ""));
  const target = targets.find((one) => one === (dataTarget ?? "replace"));
  const name = typeof dataFilename === "string" ? dataFilename : "";
  if (!target && dataTarget !== "clipboard")
    reading.remark("warning", line, `data-target="${String(dataTarget)}" is not understood.`);
  const path = name && target ? absolutePath(name, reading.context.workingFolder ?? "/root") : undefined;
  const block = component("code-block", {
    text,
    language: languageOfFile(name),
    actions: path ? "insert copy" : "copy",
    path,
    target: path ? target : undefined,
    marker: path && typeof dataMarker === "string" ? dataMarker : undefined,
  });
  if (!block) return;
  pre.tagName = slotTag;
  pre.properties = { dataSlot: reading.slots.name(block) };
  pre.children = [];
}

/** All text of a node, without recursion: authors nest as they like. */
export function textOf(node: Nodes): string {
  let text = "";
  const left: Nodes[] = [node];
  for (let next = left.pop(); next; next = left.pop()) {
    if (next.type === "text") text += next.value;
    if (next.type === "element" && next.tagName === "br") text += "\n";
    if ("children" in next)
      for (let at = next.children.length - 1; at >= 0; at -= 1) left.push(next.children[at] as Nodes);
  }
  return text;
}
