/** So much at once, and so much a second after that: what a sandbox may make us take in. */
export interface Allowance {
  /** False when there is not so much left: then nothing is taken. */
  take(amount: number): boolean;
}

export function createAllowance(options: {
  capacity: number;
  perSecond: number;
  nowMs?: () => number;
}): Allowance {
  const nowMs = options.nowMs ?? (() => performance.now());
  let left = options.capacity;
  let filledAtMs = nowMs();
  return {
    take(amount) {
      const now = nowMs();
      left = Math.min(options.capacity, left + ((now - filledAtMs) / 1000) * options.perSecond);
      filledAtMs = now;
      if (amount > left) return false;
      left -= amount;
      return true;
    },
  };
}
