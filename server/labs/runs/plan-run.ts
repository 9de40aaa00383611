import { AppError, isAppError } from "../../../runtime/common/app-error.ts";
import type { NodeName } from "../../../runtime/protocol/index.ts";
import type { SessionPlan } from "../../sessions/session-purpose.ts";
import { canResume, planResume } from "./decisions/plan-resume.ts";
import { type LiveRun, type RunBook, untriedChecks } from "./run-book.ts";
import type { Preparation } from "./steps/preparation.ts";
import { keptName, nodesOfLab } from "./templates/kept-names.ts";
import type { LabTemplates } from "./templates/lab-templates.ts";

export interface PlanRunOptions {
  templates: LabTemplates;
  preparation: Preparation;
  book: RunBook;
  /** Of these images, those that no sandbox here can have. */
  missingImages: (images: string[]) => Promise<string[]>;
  /** Whether this node of the session has a place in the pool still. */
  hasPlace: (node: NodeName) => boolean;
}

/** What the session of a lab begins with: the sandboxes that were kept, or the lab's template, or a plain one with its files. */
export function planRun(run: LiveRun, options: PlanRunOptions): SessionPlan {
  const { templates, preparation, book, missingImages, hasPlace } = options;
  const { record, lab } = run;
  const isKept = (node: NodeName) => canResume(record) && nodesOfLab(lab).includes(node);

  /** What was kept is gone: the run begins in a fresh sandbox. */
  async function giveUpKept(): Promise<void> {
    record.saved = null;
    Object.assign(record, planResume(record, lab));
    run.checks = untriedChecks(lab, record.current);
    await book.save(run);
  }

  /** A set-up that fails for want of an image says so. */
  async function explain(error: unknown): Promise<unknown> {
    if (!isAppError(error) || error.code !== "lab.setup-failed") return error;
    const missing = await missingImages(lab.images).catch(() => []);
    if (missing.length === 0) return error;
    return new AppError("lab.images-missing", {
      userMessage: `${error.userMessage}\nThese images are not on the image shelf: ${missing.join(", ")}.`,
      cause: error,
    });
  }

  return {
    nodes: lab.nodes,
    hasTemplate: (node) => isKept(node) || templates.has(lab, node),
    async clone(node, say, make) {
      if (isKept(node) && record.saved) {
        say("Bringing back your sandbox as you left it");
        try {
          return await make(keptName(record.saved.template, node));
        } catch (error) {
          if (!isAppError(error) || error.code !== "template.not-found") throw error;
          // The first node says for all of them whether there is a state to go on with.
          if (node === "node1") await giveUpKept();
        }
      }
      if (!templates.has(lab, node)) return make();
      try {
        const { signal: gone } = run.eraEnd;
        await templates.clone(lab, node, { say, gone, hasPlace: () => hasPlace(node) }, make);
      } catch (error) {
        throw await explain(error);
      }
    },
    furnish: (live, say) => preparation.furnishFirst(run, live, say),
  };
}
