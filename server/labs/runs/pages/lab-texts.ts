import type { QuizView } from "../../../../runtime/protocol/index.ts";
import type { LabRenderer, RenderContext, RenderedText } from "../../markdown/render-context.ts";
import type { Lab, LabSource, LabVariable } from "../../model/lab.ts";
import type { Quiz } from "../../model/quiz.ts";
import { renderQuizView } from "../../quizzes/render-quiz-view.ts";
import type { QuizState } from "../../quizzes/view-quiz.ts";
import type { LiveRun } from "../run-book.ts";
import type { AddressesOf } from "../session-addresses.ts";

export interface LabTextsOptions {
  renderer: LabRenderer;
  addressesOf: AddressesOf;
}

/** What of a lab its texts need. */
export type TextOwner = Pick<Lab, "slug" | "dialect" | "assets" | "digest"> & {
  variables: readonly LabVariable[];
};

const encodePath = (path: string) => path.split("/").map(encodeURIComponent).join("/");

/** Where a lab's own file is served; the digest keeps a run's pictures those of the lab that it began with. */
const assetUrlOf = (lab: TextOwner) => (path: string) =>
  Object.hasOwn(lab.assets, path)
    ? `/api/labs/${lab.slug}/assets/${encodePath(path)}?digest=${lab.digest}`
    : null;

/** A lab's variables as they are before anybody gave any. */
export const givenVariables = (lab: Pick<TextOwner, "variables">): Record<string, string> =>
  Object.fromEntries(lab.variables.map(({ name, value }) => [name, value]));

/** Renders an author's texts: for whoever looks at a lab, and for a learner in the middle of it. */
export function createLabTexts({ renderer, addressesOf }: LabTextsOptions) {
  const runContext = (run: LiveRun): RenderContext => {
    const { previewUrl, address } = addressesOf(run.record.sessionId);
    const { dialect } = run.lab;
    return { dialect, assetUrl: assetUrlOf(run.lab), variables: run.record.variables, previewUrl, address };
  };
  return {
    ofRun: (run: LiveRun, source: LabSource): Promise<RenderedText> =>
      renderer.render(source, runContext(run)),
    /** A quiz as its learner stands with it. */
    quiz: (run: LiveRun, quiz: Quiz, state: QuizState): Promise<QuizView> =>
      renderQuizView(renderer, quiz, runContext(run), state),
    ofLab: (lab: TextOwner, source: LabSource): Promise<RenderedText> =>
      renderer.render(source, {
        dialect: lab.dialect,
        assetUrl: assetUrlOf(lab),
        variables: givenVariables(lab),
        previewUrl: () => null,
        address: () => null,
      }),
  };
}

export type LabTexts = ReturnType<typeof createLabTexts>;
