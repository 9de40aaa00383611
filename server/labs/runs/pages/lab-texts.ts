import {
  type LabSlug,
  type LabText,
  type LearnerId,
  NodeName,
  type QuizView,
} from "../../../../runtime/protocol/index.ts";
import type { Lab, LabSource, LabVariable } from "../../model/lab.ts";
import type { Quiz } from "../../model/quiz.ts";
import { renderQuizView } from "../../quizzes/render-quiz-view.ts";
import type { QuizState } from "../../quizzes/view-quiz.ts";
import type { PageText, TextContext } from "../../rendering/render-job.ts";
import type { TextRenderer } from "../../rendering/text-renderer.ts";
import type { LiveRun } from "../run-book.ts";
import type { AddressesOf } from "../session-addresses.ts";
import { createPageRoom } from "./page-room.ts";

export interface LabTextsOptions {
  renderer: Pick<TextRenderer, "render">;
  addressesOf: AddressesOf;
  /** Whether a lab or a course is the house's own. */
  isOfTheHouse: (slug: LabSlug) => boolean;
}

/** What of a lab its texts need. */
export type TextOwner = Pick<Lab, "slug" | "dialect" | "assets" | "digest"> & {
  variables: readonly LabVariable[];
};

/** Where a lab's own files are served; the digest keeps a run's pictures those of the lab that it began with. */
const assetsOf = ({ assets, slug, digest }: TextOwner): TextContext["assets"] => ({
  paths: Object.keys(assets),
  before: `/api/labs/${slug}/assets/`,
  after: `?digest=${digest}`,
});

/** A lab's variables as they are before anybody gave any. */
export const givenVariables = (lab: Pick<TextOwner, "variables">): Record<string, string> =>
  Object.fromEntries(lab.variables.map(({ name, value }) => [name, value]));

/** Whether a learner has put no words of their own in. */
function areAsGiven({ lab, record }: LiveRun): boolean {
  const given = new Map(lab.variables.map(({ name, value }) => [name, value]));
  return Object.entries(record.variables).every(([name, value]) => given.get(name) === value);
}

/** Renders an author's texts: for whoever looks at a lab, and for a learner in the middle of it. Each rejects as a renderer does. */
export function createLabTexts({ renderer, addressesOf, isOfTheHouse }: LabTextsOptions) {
  const runContext = (run: LiveRun): TextContext => {
    const { previewPattern, address } = addressesOf(run.record.sessionId);
    const nodes: TextContext["nodes"] = {};
    for (const node of NodeName.options) {
      const preview = previewPattern(node);
      if (preview !== null) nodes[node] = { preview, address: address(node) };
    }
    const { lab, record } = run;
    return { dialect: lab.dialect, assets: assetsOf(lab), variables: record.variables, nodes };
  };
  const ofRun = (run: LiveRun, source: LabSource): Promise<PageText> => {
    const { slug, learnerId } = run.record;
    const ofTheHouse = isOfTheHouse(slug) && areAsGiven(run);
    return renderer.render({ source, context: runContext(run) }, { learnerId, ofTheHouse });
  };
  return {
    ofRun,
    /** What a script said in a learner's sandbox, whoever wrote the script. */
    ofSandbox: (run: LiveRun, source: LabSource): Promise<PageText> =>
      renderer.render(
        { source, context: runContext(run) },
        { learnerId: run.record.learnerId, ofTheHouse: false },
      ),
    /** A quiz as its learner stands with it. */
    quiz(run: LiveRun, quiz: Quiz, state: QuizState): Promise<QuizView> {
      const room = createPageRoom();
      const text = async (source: LabSource): Promise<LabText> => room((await ofRun(run, source)).text);
      return renderQuizView(text, quiz, state);
    },
    ofLab: (learnerId: LearnerId, lab: TextOwner, source: LabSource): Promise<PageText> =>
      renderer.render(
        {
          source,
          context: {
            dialect: lab.dialect,
            assets: assetsOf(lab),
            variables: givenVariables(lab),
            nodes: {},
          },
        },
        { learnerId, ofTheHouse: isOfTheHouse(lab.slug) },
      ),
  };
}

export type LabTexts = ReturnType<typeof createLabTexts>;
