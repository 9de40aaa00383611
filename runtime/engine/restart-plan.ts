/** How often a part has died lately, and when it may be started again. */
export interface RestartState {
  failures: number;
  /** Of the last start that the supervisor made; undefined before the first. */
  startedAtMs?: number;
}

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 60_000;
/** A part that has run so long has recovered: its failures are forgotten. */
const RECOVERED_AFTER_MS = 60_000;

/** Start again at once what died for the first time; wait 1, 2, 4 ... 60 seconds between starts of what keeps dying. */
export function planRestart(
  state: RestartState,
  seen: { running: boolean; nowMs: number },
): { start: boolean; state: RestartState } {
  const sinceMs = state.startedAtMs === undefined ? undefined : seen.nowMs - state.startedAtMs;
  if (seen.running) {
    const recovered = sinceMs !== undefined && sinceMs >= RECOVERED_AFTER_MS;
    return { start: false, state: recovered ? { failures: 0 } : state };
  }
  const waitMs =
    state.failures === 0 ? 0 : Math.min(FIRST_WAIT_MS * 2 ** (state.failures - 1), LONGEST_WAIT_MS);
  if (sinceMs !== undefined && sinceMs < waitMs) return { start: false, state };
  return { start: true, state: { failures: state.failures + 1, startedAtMs: seen.nowMs } };
}
