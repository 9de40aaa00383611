import type { LabRemark, LabText, NodeName } from "../../../runtime/protocol/index.ts";
import type { Dialect, LabSource } from "../model/lab.ts";
import type { Quiz } from "../model/quiz.ts";

/** What a text is rendered with: the rules it is read by, and what is known of its learner and their sandboxes. */
export interface RenderContext {
  dialect: Dialect;
  /** The address below `/api/` of a file of the lab; null when the lab has no such file. */
  assetUrl: (pathBelowLabRoot: string) => string | null;
  variables: Record<string, string>;
  /** The address of a port's preview; null where there is no session. */
  previewUrl: (node: NodeName, port: number) => string | null;
  /** A node's own address in its session's network. */
  address: (node: NodeName) => string | null;
  /** Absolute folder that relative paths of files are below; `/root` when absent. */
  workingFolder?: string;
}

export interface RenderedText {
  text: LabText;
  /** Quizzes that stand in the text; their places are `quiz` elements with the same ids. */
  quizzes: Quiz[];
  remarks: LabRemark[];
}

export interface LabRenderer {
  /** Never throws, whatever the text: what cannot be rendered comes back as plain text with a remark. */
  render(source: LabSource, context: RenderContext): Promise<RenderedText>;
}
