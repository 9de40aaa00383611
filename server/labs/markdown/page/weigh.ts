const CHARACTERS = 64;

/** How many pieces something has that a page is told: what checking, sending and drawing it costs grows with that. */
export function weigh(told: unknown): number {
  if (typeof told === "string") return 1 + told.length / CHARACTERS;
  if (typeof told !== "object" || told === null) return 0;
  let weight = Array.isArray(told) ? 0 : 1;
  for (const part of Array.isArray(told) ? told : Object.values(told)) weight += weigh(part);
  return weight;
}
