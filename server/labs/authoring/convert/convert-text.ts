import type { Nodes, Root } from "mdast";
import remarkDirective from "remark-directive";
import remarkGfm from "remark-gfm";
import remarkParse from "remark-parse";
import { unified } from "unified";
import { visit } from "unist-util-visit";
import type { LabRemark } from "../../../../runtime/protocol/index.ts";
import { draftText } from "../../markdown/drafts/draft-text.ts";
import { dollarsMarkPattern, noteMarkPattern, portMarkPattern } from "../../markdown/marks.ts";
import type { RenderContext } from "../../markdown/render-context.ts";
import type { Dialect, LabSource } from "../../model/lab.ts";
import type { Quiz } from "../../model/quiz.ts";
import { convertNode } from "./convert-node.ts";
import { pictureSplices } from "./picture-splices.ts";
import { type Splice, spliced } from "./splices.ts";

export interface ConvertedText {
  markdown: string;
  /** Those that stood in the text, which the native format asks at the end of a step. */
  quizzes: Quiz[];
  remarks: LabRemark[];
}

/** What converting a text needs to know of its lab. */
export interface TextContext {
  dialect: Dialect;
  /** What a text writes to show the picture that it calls so; null leaves it. */
  pictureAddress: (written: string, file: string) => string | null;
}

const plainParser = unified().use(remarkParse).use(remarkGfm).freeze();
const directiveParser = unified().use(remarkParse).use(remarkGfm).use(remarkDirective).freeze();
/** Two dollars that the native format would take for a variable's beginning. */
const LIKE_VARIABLE = /\$\$(?=[A-Za-z_][A-Za-z0-9_-]{0,63}\$\$|preview:)/g;

/** A text of any dialect in the native format's words. What these cannot say is a remark, and stands as it was or is left out. */
export function convertText(source: LabSource, { dialect, pictureAddress }: TextContext): ConvertedText {
  const picture = (written: string) => pictureAddress(written, source.file);
  if (dialect === "native") {
    return { markdown: withPictures(source.markdown, picture), quizzes: [], remarks: [] };
  }
  const context: RenderContext = {
    dialect,
    assetUrl: () => null,
    variables: {},
    previewUrl: () => null,
    address: (node) => node,
  };
  const draft = draftText(source, context);
  if (dialect !== "labspace") {
    for (const line of draft.lines) line.text = line.text.replaceAll(LIKE_VARIABLE, () => "\\$\\$");
  }
  const markdown = draft.lines.map(({ text }) => text).join("\n");
  const tree = (dialect === "labspace" ? directiveParser : plainParser).parse(markdown) as Root;
  const splices: Splice[] = [];
  const remark = (node: Nodes, message: string) => {
    const line = node.position?.start.line;
    draft.remark("warning", line ? (draft.lines[line - 1]?.line ?? null) : null, message);
  };
  visit(tree, (node, index, parent) => {
    const after = parent && index !== undefined ? parent.children[index + 1] : undefined;
    splices.push(...convertNode(node, { after, markdown, dialect, draft, picture, remark }));
  });
  const text = spliced(markdown, splices)
    .replaceAll(noteMarkPattern(), "")
    .replaceAll(portMarkPattern(), (_mark, node: string, port: string) =>
      ["$$preview:", node === "node1" ? "" : `${node}:`, port, "$$"].join(""),
    )
    .replaceAll(dollarsMarkPattern(), () => "\\$\\$")
    .replaceAll(/\n{4,}/g, "\n\n\n");
  const quizzes = draft.notes.flatMap((note) => (note.kind === "quiz" ? [note.quiz] : []));
  return { markdown: text, quizzes, remarks: draft.remarks };
}

function withPictures(markdown: string, picture: (written: string) => string | null): string {
  const tree = directiveParser.parse(markdown) as Root;
  const splices: Splice[] = [];
  visit(tree, (node) => {
    splices.push(...pictureSplices(node, markdown, picture));
  });
  return spliced(markdown, splices);
}
