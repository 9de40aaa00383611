/**
 * What is known of changes in a session's sandboxes, and of the checks that followed; milliseconds. A weak change is one
 * that may mean nothing, such as a command in a container, which its health check runs too.
 */
export interface CheckClock {
  /** The oldest and newest change that no check has seen; null: none. */
  changes: { firstAtMs: number; lastAtMs: number; isWeak: boolean } | null;
  /** When the last check ended; null before the first. */
  checkedAtMs: number | null;
  checking: boolean;
}

const QUIET_MS = 1500;
/** A sandbox that is never quiet is checked nevertheless. */
const LONGEST_WAIT_MS = 5000;
const LEAST_BETWEEN_MS = 3000;
const LEAST_BETWEEN_WEAK_MS = 15_000;

/** When the next check by itself is due; null when there is nothing to look at, or one is being made. */
export function nextCheckTime({ changes, checkedAtMs, checking }: CheckClock): number | null {
  if (!changes || checking) return null;
  const quiet = Math.min(changes.lastAtMs + QUIET_MS, changes.firstAtMs + LONGEST_WAIT_MS);
  const between = changes.isWeak ? LEAST_BETWEEN_WEAK_MS : LEAST_BETWEEN_MS;
  return Math.max(quiet, checkedAtMs === null ? 0 : checkedAtMs + between);
}

/** What a check's own scripts do is told a moment later too. */
const ECHO_MS = 1000;

/**
 * Whether a change asks for a check. One that comes while a check runs may be the check's own doing: it asks for one more,
 * but never for one more after that, else a check that starts a container would go on for ever.
 */
export function asksForCheck(
  clock: CheckClock,
  lastWasEcho: boolean,
  atMs: number,
): { asks: boolean; isEcho: boolean } {
  const isEcho = clock.checking || (clock.checkedAtMs !== null && atMs - clock.checkedAtMs < ECHO_MS);
  return { asks: !isEcho || !lastWasEcho, isEcho };
}
