import type { Code } from "mdast";
import { type LabElement, NodeName } from "../../../../runtime/protocol/index.ts";
import { component } from "../component.ts";
import { absolutePath } from "../lab-path.ts";
import { noteMarkPattern } from "../marks.ts";
import type { Reading } from "../reading.ts";
import { type Annotation, parseAnnotation } from "./annotation.ts";
import { type FenceInfo, parseFenceInfo } from "./fence-info.ts";

/** A block of code as the element with its buttons. */
export function codeBlock(code: Code, reading: Reading): LabElement {
  const { context } = reading;
  const line = code.position?.start.line;
  const written = `${code.lang ?? ""} ${code.meta ?? ""}`.trim();
  const info = parseFenceInfo(written.replaceAll(noteMarkPattern(), " "), context.dialect);
  const text = reading.filled(code.value);
  if (info.language === "mermaid") return { tag: "mermaid", attributes: { text } };
  for (const word of info.unknown)
    reading.remark("warning", line, `"${word}" after a code fence is not understood.`);
  const annotation = annotationOf(written, reading, line);
  return (
    component("code-block", { text, ...attributesOf(info, annotation, reading, line) }) ??
    component("code-block", { text }) ?? { tag: "code-block", attributes: { text } }
  );
}

function annotationOf(info: string, reading: Reading, line: number | undefined): Annotation | null {
  const notes = [...info.matchAll(noteMarkPattern())].flatMap(([, index]) => {
    const note = reading.draft.notes[Number(index)];
    return note?.kind === "annotation" ? [note.words] : [];
  });
  if (notes.length === 0) return null;
  const annotation = parseAnnotation(notes.join(" "));
  for (const word of annotation.unknown)
    reading.remark("warning", line, `"${word}" in {{…}} is not understood.`);
  return annotation;
}

function attributesOf(
  info: FenceInfo,
  annotation: Annotation | null,
  reading: Reading,
  line: number | undefined,
) {
  const folder = reading.context.workingFolder ?? "/root";
  const node = NodeName.safeParse(info.node);
  if (info.node !== null && !node.success)
    reading.remark("warning", line, `${info.node} is no node: node1 to node5 are.`);
  const file = info.insert ?? info.save;
  const actions = annotation
    ? { run: ["run", "copy"], copy: ["copy"], open: ["copy"], none: [] }[annotation.action]
    : [
        ...(info.run ? ["run"] : []),
        ...(info.copy ? ["copy"] : []),
        ...(info.save ? ["save"] : []),
        ...(info.insert ? ["insert"] : []),
      ];
  const given = {
    language: info.language ?? undefined,
    actions: actions.join(" "),
    terminal: annotation?.terminal ?? info.terminal?.slice(0, 60) ?? undefined,
    node: annotation?.node ?? node.data,
    interrupt: (annotation?.interrupt ?? info.interrupt) || undefined,
    noEnter: (annotation?.noEnter ?? info.noEnter) || undefined,
    control: annotation?.control,
    path: file ? absolutePath(reading.filled(file), folder) : undefined,
    target: info.insert ? ("replace" as const) : undefined,
    highlight: info.highlight ?? undefined,
  };
  return given;
}
