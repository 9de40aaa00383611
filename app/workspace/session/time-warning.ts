/** How near the end is: worth a word from five minutes on, and once more in the last. */
export function decideTimeWarning(leftMs: number): "none" | "minutes" | "last-minute" {
  if (leftMs > 5 * 60_000) return "none";
  return leftMs > 60_000 ? "minutes" : "last-minute";
}
