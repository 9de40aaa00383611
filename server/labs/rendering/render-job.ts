import type { NodeName } from "../../../runtime/protocol/index.ts";
import type { RenderContext, RenderedText } from "../markdown/render-context.ts";
import type { Dialect, LabSource } from "../model/lab.ts";

/** What a text is rendered with, as plain data: another process is told it. */
export interface TextContext {
  dialect: Dialect;
  /** The lab's own files by path, and what stands before and after a path in its address. */
  assets: { paths: string[]; before: string; after: string };
  variables: Record<string, string>;
  /** The session's nodes: the address of any port's preview, with the word PORT where the number goes, and their own. */
  nodes: Partial<Record<NodeName, { preview: string; address: string | null }>>;
}

export interface RenderJob {
  source: LabSource;
  context: TextContext;
}

/** What a page has of a rendered text. */
export type PageText = Pick<RenderedText, "text" | "quizzes">;

export type RenderMessage =
  /** The process is there and its work begins. */
  | { kind: "begun" }
  | { kind: "done"; rendered: PageText }
  /** A defect of the renderer. */
  | { kind: "broken"; why: string };

const encodePath = (path: string) => path.split("/").map(encodeURIComponent).join("/");

export function toRenderContext({ dialect, assets, variables, nodes }: TextContext): RenderContext {
  const paths = new Set(assets.paths);
  return {
    dialect,
    variables,
    assetUrl: (path) => (paths.has(path) ? `${assets.before}${encodePath(path)}${assets.after}` : null),
    previewUrl: (node, port) => {
      const preview = nodes[node]?.preview;
      return preview === undefined ? null : `${preview.replace("PORT", String(port))}/`;
    },
    address: (node) => nodes[node]?.address ?? null,
  };
}
