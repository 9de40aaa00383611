import type { Root } from "hast";
import rehypeRaw from "rehype-raw";
import rehypeSanitize from "rehype-sanitize";
import remarkDirective from "remark-directive";
import remarkGfm from "remark-gfm";
import remarkParse from "remark-parse";
import remarkRehype from "remark-rehype";
import { unified } from "unified";
import type { LabRemark, LabText } from "../../../runtime/protocol/index.ts";
import type { Dialect, LabSource } from "../model/lab.ts";
import { type CodeHighlighter, createCodeHighlighter } from "./colours/highlight-code.ts";
import { draftText } from "./drafts/draft-text.ts";
import { readAuthorHtml } from "./page/author-html.ts";
import { sanitizeSchema } from "./page/sanitize-schema.ts";
import { toLabText } from "./page/to-lab-text.ts";
import { weigh } from "./page/weigh.ts";
import { createReading, type Reading } from "./reading.ts";
import type { LabRenderer, RenderContext, RenderedText } from "./render-context.ts";
import { boundsExceeded, textBounds } from "./text-bounds.ts";
import { readTree } from "./tree/read-tree.ts";

export type { LabRenderer, RenderContext, RenderedText };

const plainParser = unified().use(remarkParse).use(remarkGfm).freeze();
const directiveParser = unified().use(remarkParse).use(remarkGfm).use(remarkDirective).freeze();
const parsers: Record<Dialect, typeof plainParser> = {
  native: directiveParser,
  labspace: directiveParser,
  killercoda: plainParser,
  "play-with-docker": plainParser,
};
const toHtmlTree = unified()
  .use(remarkRehype, { allowDangerousHtml: true, clobberPrefix: "" })
  .use(rehypeRaw)
  .freeze();
const cleaner = unified().use(rehypeSanitize, sanitizeSchema).freeze();

/** Renders authors' texts of every dialect. One serves all: it keeps the grammars and the code that it coloured. */
export function createLabRenderer(): LabRenderer {
  const highlighter = createCodeHighlighter();
  return {
    async render(source, context) {
      const tooMuch = boundsExceeded(source.markdown);
      if (tooMuch) return unread(source, tooMuch);
      try {
        return await rendered(source, context, highlighter);
      } catch (cause) {
        const why = cause instanceof Error ? cause.message.slice(0, 200) : "unknown";
        return unread(source, `The text cannot be read as Markdown (${why}).`);
      }
    },
  };
}

async function rendered(
  source: LabSource,
  context: RenderContext,
  highlighter: CodeHighlighter,
): Promise<RenderedText> {
  const draft = draftText(source, context);
  const reading = createReading(draft, context);
  const tree = parsers[context.dialect].parse(reading.markdown);
  readTree(tree, reading);
  const written = toHtmlTree.runSync(tree) as Root;
  readAuthorHtml(written, reading);
  const clean = cleaner.runSync(written) as Root;
  await colourCode(reading, highlighter);
  const text = toLabText(clean, reading);
  if (weigh(text) > textBounds.weight)
    return unread(source, "The text has more pieces than a page can show.");
  const quizzes = draft.notes.flatMap((note) => (note.kind === "quiz" ? [note.quiz] : []));
  return { text, quizzes, remarks: inOrder(draft.remarks) };
}

async function colourCode(reading: Reading, highlighter: CodeHighlighter): Promise<void> {
  for (const element of reading.slots.all()) {
    if (element.tag !== "code-block") continue;
    const language = element.attributes?.language;
    element.children = await highlighter.lines(
      String(element.attributes?.text ?? ""),
      typeof language === "string" ? language : undefined,
    );
  }
}

/** By line; the same said twice of one line is said once. */
function inOrder(remarks: LabRemark[]): LabRemark[] {
  const told = new Map(remarks.map((remark) => [`${remark.line} ${remark.message}`, remark]));
  return [...told.values()].toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0));
}

/** The text as it was written, and why. */
function unread(source: LabSource, why: string): RenderedText {
  const whole = source.markdown;
  const shown = whole.length > textBounds.bytes ? `${whole.slice(0, textBounds.bytes)}\n…` : whole;
  const text: LabText = [{ tag: "pre", children: [shown] }];
  const message = `${why} It is shown as plain text.`;
  return {
    text,
    quizzes: [],
    remarks: [{ severity: "error", file: source.file, line: null, message }],
  };
}
