import type { Nodes } from "mdast";
import type { Draft } from "../../markdown/drafts/draft.ts";
import type { Dialect } from "../../model/lab.ts";

export interface NodeContext {
  /** The next node on the same level. */
  after: Nodes | undefined;
  /** The text that was parsed. */
  markdown: string;
  dialect: Dialect;
  draft: Draft;
  picture: (written: string) => string | null;
  remark: (node: Nodes, message: string) => void;
}

export const rangeOf = (node: Nodes) => ({
  start: node.position?.start.offset ?? 0,
  end: node.position?.end.offset ?? 0,
});
