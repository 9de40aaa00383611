import { type Dispatch, useCallback, useEffect, useState } from "react";
import type { FailureView, LabStepView, SessionId } from "../../../runtime/protocol/index.ts";
import { failureOf } from "../../client/api-failure.ts";
import { labApi } from "../../client/lab-api.ts";
import type { LabAction, LabPageState } from "../../client/lab-state.ts";

/** Keeps the run and its step's page as the server tells them. The socket brings the run; a GET is there for the first look. */
export function useLabRun(
  sessionId: SessionId,
  ready: boolean,
  { run, stale }: LabPageState,
  dispatch: Dispatch<LabAction>,
  take: (step: LabStepView) => void,
) {
  const [stepFailure, setStepFailure] = useState<FailureView | null>(null);
  const [asked, setAsked] = useState(0);
  const reloadStep = useCallback(() => setAsked((count) => count + 1), []);
  const current = run?.current;

  useEffect(() => {
    if (!ready) return;
    // A session without a lab answers 404: then there is nothing to show.
    labApi.run(sessionId).then(
      (told) => dispatch({ type: "lab.first-look", run: told, atMs: Date.now() }),
      () => undefined,
    );
  }, [sessionId, ready, dispatch]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `stale` and `asked` are there to begin anew
  useEffect(() => {
    if (current === undefined) return;
    let overtaken = false;
    labApi.step(sessionId, current).then(
      (step) => {
        take(step);
        if (overtaken) return;
        setStepFailure(null);
        dispatch({ type: "lab.step", step });
      },
      (error: unknown) => !overtaken && setStepFailure(failureOf(error)),
    );
    return () => {
      overtaken = true;
    };
  }, [sessionId, current, stale, asked, dispatch, take]);
  return { stepFailure, reloadStep };
}
