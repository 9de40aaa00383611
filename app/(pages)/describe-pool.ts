import type { LandingState } from "./use-landing.ts";

/** What one should know before pressing Start: tone and words. */
export function describePool(pool: LandingState["pool"]): { tone: "good" | "warn" | "muted"; words: string } {
  if (pool === null) return { tone: "muted", words: "Asking the server…" };
  if (pool === "away")
    return {
      tone: "warn",
      words: "Slipway cannot be reached. Check your connection; this page tries again by itself.",
    };
  if (!pool.ready) return { tone: "warn", words: pool.message };
  if (pool.free === 0) {
    const others =
      pool.waiting === 0
        ? ""
        : pool.waiting === 1
          ? " One person waits already."
          : ` ${pool.waiting} wait already.`;
    return {
      tone: "warn",
      words: `All sandboxes are in use. Start keeps a place for you in the queue.${others}`,
    };
  }
  return { tone: "good", words: "Ready when you are." };
}
