import { useCallback, useEffect, useState } from "react";
import type { PoolStatus, SessionView } from "../../runtime/protocol/index.ts";
import { api } from "../client/api-client.ts";

/** What the start page knows; `pool` is "away" while the server does not answer. */
export interface LandingState {
  pool: PoolStatus | "away" | null;
  sessions: SessionView[];
}

const UNKNOWN: LandingState = { pool: null, sessions: [] };
const CALM_MS = 10_000;
const WAITING_MS = 2_000;

/** Waiting sessions move and a full pool gets free: then it is worth asking more often. */
function pauseMs({ pool, sessions }: LandingState): number {
  const settled = sessions.every((session) => session.state === "ready" || session.state === "failed");
  return pool && pool !== "away" && pool.ready && pool.free > 0 && settled ? CALM_MS : WAITING_MS;
}

/** Follows the pool and the person's sessions while the page is looked at. */
export function useLanding() {
  const [state, setState] = useState(UNKNOWN);
  const [asked, setAsked] = useState(0);
  const refresh = useCallback(() => setAsked((count) => count + 1), []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `asked` is there to begin anew
  useEffect(() => {
    let stopped = false;
    let now = UNKNOWN;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async () => {
      clearTimeout(timer);
      if (document.visibilityState === "hidden") return;
      const [pool, sessions] = await Promise.allSettled([api.pool(), api.sessions()]);
      if (stopped) return;
      now = {
        pool: pool.status === "fulfilled" ? pool.value : "away",
        sessions: sessions.status === "fulfilled" ? sessions.value : now.sessions,
      };
      setState(now);
      clearTimeout(timer);
      timer = setTimeout(look, pauseMs(now));
    };
    void look();
    document.addEventListener("visibilitychange", look);
    return () => {
      stopped = true;
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, [asked]);
  return { ...state, refresh };
}
