import { useCallback, useEffect, useState } from "react";
import type { FailureView } from "../../../runtime/protocol/index.ts";
import { ApiFailure, failureOf } from "../../client/api-failure.ts";

export interface Loaded<T> {
  data: T | null;
  /** Why there is nothing newer; what was there before stays. */
  failure: (FailureView & { status: number }) | null;
  reload: () => void;
}

/** The answer of an address that cannot be anything's name. */
export const noSuchThing = (): Promise<never> =>
  Promise.reject(new ApiFailure(404, { code: "not-found", message: "There is nothing here.", nextStep: "" }));

/** What a call answers; asked again when `load` changes, and when a page comes back that was left for a session. */
export function useLoaded<T>(load: () => Promise<T>): Loaded<T> {
  const [data, setData] = useState<T | null>(null);
  const [failure, setFailure] = useState<Loaded<T>["failure"]>(null);
  const [asked, setAsked] = useState(0);
  const reload = useCallback(() => setAsked((count) => count + 1), []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `asked` is there to begin anew
  useEffect(() => {
    let overtaken = false;
    load().then(
      (answer) => {
        if (overtaken) return;
        setData(answer);
        setFailure(null);
      },
      (error: unknown) => {
        if (overtaken) return;
        setFailure({ ...failureOf(error), status: error instanceof ApiFailure ? error.status : 0 });
      },
    );
    return () => {
      overtaken = true;
    };
  }, [load, asked]);

  useEffect(() => {
    const look = () => document.visibilityState === "visible" && reload();
    window.addEventListener("pageshow", look);
    document.addEventListener("visibilitychange", look);
    return () => {
      window.removeEventListener("pageshow", look);
      document.removeEventListener("visibilitychange", look);
    };
  }, [reload]);
  return { data, failure, reload };
}
