import { setImmediate } from "node:timers/promises";

/** Does a work for each item, one after another, and lets everybody else have a turn in between: for works that compute. */
export async function oneByOne<Item, Result>(
  items: Iterable<Item>,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (const item of items) {
    if (results.length > 0) await setImmediate();
    results.push(await work(item));
  }
  return results;
}
