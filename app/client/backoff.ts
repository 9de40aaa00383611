/** Wait before reconnect attempt n (0-based): doubles from 250 ms to 8 s, and a random half of it keeps a class from returning at one instant. */
export function reconnectDelayMs(attempt: number, random: () => number): number {
  const ceilingMs = Math.min(8_000, 250 * 2 ** Math.min(attempt, 10));
  return Math.round(ceilingMs / 2 + (ceilingMs / 2) * random());
}
