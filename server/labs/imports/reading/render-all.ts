import type { LabRemark } from "../../../../runtime/protocol/index.ts";
import type { LabRenderer, RenderContext } from "../../markdown/render-context.ts";
import type { Lab, LabSource } from "../../model/lab.ts";
import { givenVariables } from "../../runs/pages/lab-texts.ts";
import { labSources } from "./lab-sources.ts";

export interface RenderAllOptions {
  renderer: LabRenderer;
  /** Of one text: whoever opens its page waits for that, and everybody with them. */
  maxTextCpuMs: number;
  /** Time that this thread has computed. */
  cpuMs: () => number;
}

/** What there is to say of some texts, and whether all can be rendered in reasonable time. */
export interface RenderedAll {
  remarks: LabRemark[];
  tooSlow: boolean;
}

const noSession = { previewUrl: () => null, address: () => null };

/** Renders every text of a lab once, as its learners will have it rendered. */
export const renderAll = (lab: Lab, options: RenderAllOptions): Promise<RenderedAll> =>
  renderEach(labSources(lab), options, {
    dialect: lab.dialect,
    assetUrl: (path) => (Object.hasOwn(lab.assets, path) ? `/api/${path}` : null),
    variables: givenVariables(lab),
    ...noSession,
  });

/** Renders a course's text, as its page will have it rendered. */
export const renderCourse = (text: LabSource, options: RenderAllOptions): Promise<RenderedAll> =>
  renderEach([text], options, { dialect: "native", assetUrl: () => null, variables: {}, ...noSession });

async function renderEach(
  sources: LabSource[],
  { renderer, maxTextCpuMs, cpuMs }: RenderAllOptions,
  context: RenderContext,
): Promise<RenderedAll> {
  const remarks: LabRemark[] = [];
  let tooSlow = false;
  for (const source of sources) {
    const begun = cpuMs();
    remarks.push(...(await renderer.render(source, context)).remarks);
    if (cpuMs() - begun <= maxTextCpuMs) continue;
    tooSlow = true;
    const message = "This text takes too long to be shown: make it shorter or simpler.";
    remarks.push({ severity: "error", file: source.file, line: null, message });
  }
  return { remarks, tooSlow };
}
