import { useCallback, useEffect, useState } from "react";
import type { LabRunView, LabStepView } from "../../../runtime/protocol/index.ts";
import type { TextActions } from "./text/text-actions.ts";

/**
 * What becomes of a command that waits for the first terminal. It goes along with the scripts that run hidden and does not
 * wait for their end: it may show how far they are, and they may go on for ever.
 */
export function decideForeground(index: number, run: LabRunView | null): "wait" | "type" | "drop" {
  if (!run || run.busy !== null) return "wait";
  // The learner has gone on meanwhile: their terminal is for another step now.
  return index === run.current ? "type" : "drop";
}

/**
 * Types a step's own command into the first terminal. The server hands it to one page, once it has begun the step: every
 * step's page that was asked for is given to `take`, also one that was overtaken.
 */
export function useForeground(run: LabRunView | null, actions: TextActions) {
  const [waiting, setWaiting] = useState<{ index: number; command: string } | null>(null);
  const take = useCallback(({ index, foreground }: LabStepView) => {
    if (foreground !== null) setWaiting({ index, command: foreground });
  }, []);
  const decision = waiting && decideForeground(waiting.index, run);
  useEffect(() => {
    if (!waiting || decision === "wait") return;
    setWaiting(null);
    if (decision === "type") void actions.run({ text: waiting.command, terminal: "1" }, "nobody");
  }, [waiting, decision, actions]);
  return take;
}
