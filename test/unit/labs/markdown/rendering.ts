import type { LabElement, LabNode, LabText } from "../../../../runtime/protocol/index.ts";
import { createLabRenderer, type RenderContext } from "../../../../server/labs/markdown/render-text.ts";
import type { Dialect } from "../../../../server/labs/model/lab.ts";

/** One for all tests of a file: grammars are loaded once. */
export const renderer = createLabRenderer();

/** A learner called Ada in a session, in a lab whose `images/` and `assets/` hold whatever is asked for. */
export const aContext = (dialect: Dialect, given: Partial<RenderContext> = {}): RenderContext => ({
  dialect,
  assetUrl: (path) => (/^(images|assets|docs)\//.test(path) ? `/api/labs/x/assets/${path}` : null),
  variables: { name: "Ada", empty: "" },
  previewUrl: (node, port) => `https://${node}-${port}.preview.test/`,
  address: (node) => `10.0.0.${node.slice(4)}`,
  ...given,
});

export const render = (dialect: Dialect, markdown: string, given: Partial<RenderContext> = {}) =>
  renderer.render({ markdown, file: "steps/01-hello.md", lineOffset: 10 }, aContext(dialect, given));

/** Every element, from the outside in. */
export function elements(text: LabText): LabElement[] {
  return text.flatMap((node) => (typeof node === "string" ? [] : [node, ...elements(node.children ?? [])]));
}

export const withTag = (text: LabText, tag: string) =>
  elements(text).filter((element) => element.tag === tag);

export const attributesOf = (text: LabText, tag: string) =>
  withTag(text, tag).map(({ attributes }) => attributes ?? {});

/** What a reader sees. */
export const words = (nodes: readonly LabNode[]): string =>
  nodes.map((node) => (typeof node === "string" ? node : words(node.children ?? []))).join("");
