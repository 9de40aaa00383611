import type { LabRemark } from "../../../../runtime/protocol/index.ts";
import type { LabRenderer } from "../../markdown/render-context.ts";
import type { Lab } from "../../model/lab.ts";
import { givenVariables } from "../../runs/pages/lab-texts.ts";
import { labSources } from "./lab-sources.ts";

export interface RenderAllOptions {
  renderer: LabRenderer;
  /** Of one text: whoever opens its page waits for that, and everybody with them. */
  maxTextCpuMs: number;
  /** Time that this thread has computed. */
  cpuMs: () => number;
}

/**
 * Renders every text of a lab once, as its learners will have it rendered: what there is to say of them, and whether all can be
 * rendered in reasonable time.
 */
export async function renderAll(
  lab: Lab,
  { renderer, maxTextCpuMs, cpuMs }: RenderAllOptions,
): Promise<{ remarks: LabRemark[]; tooSlow: boolean }> {
  const remarks: LabRemark[] = [];
  const context = {
    dialect: lab.dialect,
    assetUrl: (path: string) => (Object.hasOwn(lab.assets, path) ? `/api/${path}` : null),
    variables: givenVariables(lab),
    previewUrl: () => null,
    address: () => null,
  };
  let tooSlow = false;
  for (const source of labSources(lab)) {
    const begun = cpuMs();
    remarks.push(...(await renderer.render(source, context)).remarks);
    if (cpuMs() - begun <= maxTextCpuMs) continue;
    tooSlow = true;
    const message = "This text takes too long to be shown: make it shorter or simpler.";
    remarks.push({ severity: "error", file: source.file, line: null, message });
  }
  return { remarks, tooSlow };
}
