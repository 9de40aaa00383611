import { useEffect } from "react";
import type { LabRunView, LabStepView } from "../../../runtime/protocol/index.ts";
import { browserStore } from "../../client/browser-store.ts";
import type { TextActions } from "./text/text-actions.ts";

const keyOf = (run: LabRunView, index: number) => `lab.typed.${run.sessionId}.${run.slug}.${index}`;

/**
 * Types a step's own command into the first terminal when the step is first reached: once for all tabs of this browser,
 * and not while the lab is still being set up.
 */
export function useForeground(run: LabRunView | null, step: LabStepView | null, actions: TextActions) {
  const command = step?.foreground ?? null;
  const index = step?.index ?? -1;
  const waits = run === null || run.busy !== null || run.setup.state === "running";
  const reached = run?.steps[index]?.state === "reached";
  useEffect(() => {
    if (command === null || waits || !reached || !run) return;
    const key = keyOf(run, index);
    if (browserStore.read(key) !== null) return;
    browserStore.write(key, "1");
    void actions.run({ text: command, terminal: "1" }, false);
  }, [command, index, waits, reached, run, actions]);
  return {
    /** The step begins anew: its command is typed again. */
    forget(at: number) {
      if (run) browserStore.write(keyOf(run, at), null);
    },
  };
}
