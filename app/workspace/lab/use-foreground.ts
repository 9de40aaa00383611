import { useCallback, useEffect, useState } from "react";
import type { LabRunView, LabStepView } from "../../../runtime/protocol/index.ts";
import type { TextActions } from "./text/text-actions.ts";

/**
 * Types a step's own command into the first terminal, once the lab is set up. The server hands it to one page, once:
 * every step's page that was asked for is given to `take`, also one that was overtaken.
 */
export function useForeground(run: LabRunView | null, actions: TextActions) {
  const [waiting, setWaiting] = useState<{ index: number; command: string } | null>(null);
  const take = useCallback(({ index, foreground }: LabStepView) => {
    if (foreground !== null) setWaiting({ index, command: foreground });
  }, []);
  const current = run?.current;
  const settled = run !== null && run.busy === null && run.setup.state !== "running";
  useEffect(() => {
    if (!waiting || !settled) return;
    setWaiting(null);
    // The learner has gone on meanwhile: their terminal is for another step now.
    if (waiting.index === current) void actions.run({ text: waiting.command, terminal: "1" }, false);
  }, [waiting, settled, current, actions]);
  return take;
}
