import type { LearnerId } from "../../../../runtime/protocol/index.ts";

export interface KeptState {
  template: string;
  learnerId: LearnerId;
  savedAtMs: number;
}

export interface KeptLimits {
  perLearner: number;
  inAll: number;
  maxAgeMs: number;
}

export const KEPT_LIMITS: KeptLimits = { perLearner: 2, inAll: 20, maxAgeMs: 14 * 24 * 3600_000 };

/** The kept sandboxes that are to go: too old, or older than as many as a learner, and all of them, may have. */
export function planKept(kept: KeptState[], nowMs: number, limits: KeptLimits = KEPT_LIMITS): string[] {
  const newestFirst = [...kept].sort((a, b) => b.savedAtMs - a.savedAtMs);
  const counts = new Map<LearnerId, number>();
  let inAll = 0;
  return newestFirst.flatMap(({ template, learnerId, savedAtMs }) => {
    const mine = counts.get(learnerId) ?? 0;
    const stays = nowMs - savedAtMs <= limits.maxAgeMs && mine < limits.perLearner && inAll < limits.inAll;
    if (!stays) return [template];
    counts.set(learnerId, mine + 1);
    inAll++;
    return [];
  });
}
