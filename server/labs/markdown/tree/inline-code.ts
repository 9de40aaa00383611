import type { InlineCode } from "mdast";
import type { LabElement } from "../../../../runtime/protocol/index.ts";
import { component } from "../component.ts";
import { leadingAttributeLists } from "../drafts/attribute-list.ts";
import { absolutePath } from "../lab-path.ts";
import { nodeOfNumber } from "../node-number.ts";
import type { Reading } from "../reading.ts";
import { leadingAnnotation, parseAnnotation } from "./annotation.ts";

/** Code in a line, with what the text after it asks for; `taken` is how much of that text is the code's. */
export function inlineCode(
  code: InlineCode,
  after: string,
  reading: Reading,
): { element: LabElement; taken: number } {
  const { dialect } = reading.context;
  const text = reading.filled(code.value);
  const plain = (action: "copy" | "none", taken: number) => ({ element: line(text, { action }), taken });
  if (dialect === "native") return plain("copy", 0);
  if (dialect === "killercoda") return annotated(code, text, after, reading);
  const lists = dialect === "play-with-docker" ? leadingAttributeLists(after) : null;
  const term = lists?.list.classes.map((name) => /^term([1-9])$/.exec(name)?.[1]).find(Boolean);
  const node = term ? nodeOfNumber(term) : null;
  if (node) return { element: line(text, { action: "run", node }), taken: lists?.length ?? 0 };
  return plain("none", lists?.length ?? 0);
}

function annotated(code: InlineCode, text: string, after: string, reading: Reading) {
  const found = leadingAnnotation(after);
  if (!found) return { element: line(text, { action: "copy" }), taken: 0 };
  const { action, unknown, ...rest } = parseAnnotation(found.words);
  const at = code.position?.start.line;
  // A space and braces that say nothing we know are the author's prose, as in `x` {{ y }}.
  if (after.startsWith("{{") === false && unknown.length > 0)
    return { element: line(text, { action: "copy" }), taken: 0 };
  for (const word of unknown) reading.remark("warning", at, `"${word}" in {{…}} is not understood.`);
  if (action !== "open") return { element: line(text, { action, ...rest }), taken: found.length };
  const path = absolutePath(text.trim(), reading.context.workingFolder ?? "/root");
  const link = component("file-link", { path, node: rest.node });
  return { element: { ...(link ?? line(text, {})), children: [text] }, taken: found.length };
}

function line(
  text: string,
  attributes: Omit<Parameters<typeof component<"inline-code">>[1], "text">,
): LabElement {
  const element = component("inline-code", { text, ...attributes });
  return { tag: "inline-code", attributes: element?.attributes ?? { text }, children: [text] };
}
