import type { LabSource } from "../../model/lab.ts";
import { dollarsMark } from "../marks.ts";
import type { RenderContext } from "../render-context.ts";
import { createDraft, type Draft } from "./draft.ts";
import { draftKillercoda } from "./draft-killercoda.ts";
import { draftPlayWithDocker } from "./draft-play-with-docker.ts";
import { takePortPlaceholders } from "./port-placeholders.ts";

/** A text made ready for the parser, by the rules of its dialect. */
export function draftText(source: LabSource, context: RenderContext): Draft {
  const draft = createDraft(source);
  if (context.dialect === "killercoda") draftKillercoda(draft, context);
  if (context.dialect === "play-with-docker") draftPlayWithDocker(draft);
  if (context.dialect === "native") takePortPlaceholders(draft, "native");
  if (hasVariables(context))
    for (const line of draft.lines) line.text = line.text.replaceAll("\\$\\$", dollarsMark);
  return draft;
}

/** Native labs and Labspaces write `$$name$$` for a variable. */
export const hasVariables = ({ dialect }: RenderContext) => dialect === "native" || dialect === "labspace";
