import type { Code, Html, InlineCode, Link, Nodes } from "mdast";
import { leadingAttributeLists } from "../../markdown/drafts/attribute-list.ts";
import type { Draft } from "../../markdown/drafts/draft.ts";
import { noteMarkPattern, portMarkPattern } from "../../markdown/marks.ts";
import { nodeOfNumber, portOfText } from "../../markdown/node-number.ts";
import { type Annotation, leadingAnnotation, parseAnnotation } from "../../markdown/tree/annotation.ts";
import { parseFenceInfo } from "../../markdown/tree/fence-info.ts";
import { convertDirective } from "./convert-directive.ts";
import { editorBlock } from "./editor-block.ts";
import { blockWords, directive, nativeInfo } from "./native-words.ts";
import { type NodeContext, rangeOf } from "./node-context.ts";
import { pictureSplices } from "./picture-splices.ts";
import type { Splice } from "./splices.ts";

/** What changes in a text for one node of it. */
export function convertNode(node: Nodes, context: NodeContext): Splice[] {
  switch (node.type) {
    case "code":
      return fence(node, context);
    case "inlineCode":
      return inline(node, context);
    case "link":
      return link(node, context);
    case "html":
      return html(node, context);
    case "textDirective":
    case "leafDirective":
    case "containerDirective":
      return convertDirective(node, context);
    case "text":
      return kramdownLists(node, context);
    default:
      return pictureSplices(node, context.markdown, context.picture);
  }
}

function fence(code: Code, { markdown, dialect, draft, remark }: NodeContext): Splice[] {
  const { start } = rangeOf(code);
  const marks = /^(`{3,}|~{3,})/.exec(markdown.slice(start))?.[0];
  if (marks === undefined) return [];
  const lineEnd = markdown.indexOf("\n", start);
  const written = markdown.slice(start + marks.length, lineEnd < 0 ? undefined : lineEnd);
  const info = parseFenceInfo(written.replaceAll(noteMarkPattern(), " "), dialect);
  if (info.language === "mermaid") return [];
  for (const word of info.unknown)
    remark(code, `"${word}" after a code fence has no words in the native format.`);
  const annotation = annotationOf(written, draft);
  if (annotation?.control)
    remark(code, `A control sequence cannot be typed by a block: ${code.value.trim()}`);
  const text = nativeInfo(blockWords(info, annotation));
  return [{ start: start + marks.length, end: start + marks.length + written.length, text }];
}

function annotationOf(info: string, draft: Draft): Annotation | null {
  const notes = [...info.matchAll(noteMarkPattern())].flatMap(([, index]) => {
    const note = draft.notes[Number(index)];
    return note?.kind === "annotation" ? [note.words] : [];
  });
  return notes.length === 0 ? null : parseAnnotation(notes.join(" "));
}

function inline(code: InlineCode, { after, dialect, remark }: NodeContext): Splice[] {
  const text = after?.type === "text" ? after.value : "";
  const { start, end } = rangeOf(code);
  if (dialect === "play-with-docker") {
    const lists = leadingAttributeLists(text);
    const term = lists?.list.classes.map((name) => /^term([1-9])$/.exec(name)?.[1]).find(Boolean);
    if (!lists || !term) return [];
    const node = nodeOfNumber(term);
    return [
      {
        start,
        end: end + lists.length,
        text: directive("run", code.value, { node: node === "node1" ? null : node }),
      },
    ];
  }
  const found = dialect === "killercoda" ? leadingAnnotation(text) : null;
  if (!found) return [];
  const { action, control, terminal, node, interrupt, noEnter } = parseAnnotation(found.words);
  const whole = { start, end: end + found.length };
  const drop = { start: end, end: whole.end, text: "" };
  if (control) remark(code, `A control sequence cannot be typed by a click: ${code.value}`);
  if (action === "open")
    return [{ ...whole, text: directive("file", code.value, { path: code.value.trim(), node }) }];
  if (action !== "run" || control) return [drop];
  return [
    { ...whole, text: directive("run", code.value, { terminal, node, interrupt, "no-enter": noEnter }) },
  ];
}

function link(node: Link, { after, markdown, dialect, remark }: NodeContext): Splice[] {
  const { start, end } = rangeOf(node);
  const first = node.children[0];
  const last = node.children.at(-1);
  const label = first && last ? markdown.slice(rangeOf(first).start, rangeOf(last).end) : node.url;
  if (dialect === "play-with-docker") {
    const lists = after?.type === "text" ? leadingAttributeLists(after.value) : null;
    if (!lists) return [];
    const port = portOfText(lists.list.attributes["data-port"]);
    if (port === null) return [{ start: end, end: end + lists.length, text: "" }];
    const term = /^\.term([1-9])$/.exec(lists.list.attributes["data-term"] ?? ".term1")?.[1];
    const path = node.url.startsWith("/") ? node.url : "/";
    const text = directive("port", label, { port, path, node: nodeOfNumber(term) });
    return [{ start, end: end + lists.length, text }];
  }
  if (/TRAFFIC_SELECTOR/.test(node.url)) {
    remark(
      node,
      "A page where a port is chosen has no words in the native format: its ports stand above the terminals.",
    );
    return [{ start, end, text: label }];
  }
  const mark = portMarkPattern().exec(node.url);
  // An address alone stays one: its text is the preview's address.
  if (!mark || !/^(?:https?:\/\/)?$/.test(node.url.slice(0, mark.index)) || label === node.url) return [];
  const rest = node.url.slice(mark.index + mark[0].length);
  const path = rest.startsWith("/") ? rest : `/${rest}`;
  return [{ start, end, text: directive("port", label, { port: mark[2], path, node: mark[1] }) }];
}

/** kramdown's lists that belong to no piece of the line say nothing here. */
function kramdownLists(node: Nodes, { markdown, dialect }: NodeContext): Splice[] {
  if (dialect !== "play-with-docker") return [];
  const { start, end } = rangeOf(node);
  return [...markdown.slice(start, end).matchAll(/[ \t]*\{:[^{}\n]{0,500}\}/g)].map((match) => ({
    start: start + match.index,
    end: start + match.index + match[0].length,
    text: "",
  }));
}

function html(node: Html, context: NodeContext): Splice[] {
  const block = context.dialect === "killercoda" ? editorBlock(node.value) : null;
  if (block === null) return pictureSplices(node, context.markdown, context.picture);
  if (block.lost) context.remark(node, block.lost);
  return [{ ...rangeOf(node), text: block.fence }];
}
