import { createLabRenderer } from "../markdown/render-text.ts";
import { beEndedFirst } from "../processes/be-ended-first.ts";
import { type RenderJob, type RenderMessage, toRenderContext } from "./render-job.ts";

/** The process in which texts are rendered. It is given them one at a time and may be ended at any moment. */
const say = (message: RenderMessage) => process.send?.(message);

beEndedFirst();
const renderer = createLabRenderer();
process.on("disconnect", () => process.exit());
process.on("message", ({ source, context }: RenderJob) => {
  say({ kind: "begun" });
  renderer.render(source, toRenderContext(context)).then(
    ({ text, quizzes }) => say({ kind: "done", rendered: { text, quizzes } }),
    (error: unknown) =>
      say({ kind: "broken", why: error instanceof Error ? (error.stack ?? error.message) : "unknown" }),
  );
});
