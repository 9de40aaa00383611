import { createLabRenderer } from "../../server/labs/markdown/render-text.ts";
import { toRenderContext } from "../../server/labs/rendering/render-job.ts";
import type { TextRenderer } from "../../server/labs/rendering/text-renderer.ts";

const renderer = createLabRenderer();

/** Renders in the test's own process: starting one for each of its servers takes most of its time. */
export const renderHere: TextRenderer = {
  async render({ source, context }) {
    const { text, quizzes } = await renderer.render(source, toRenderContext(context));
    return { text, quizzes };
  },
  dispose: () => undefined,
};
