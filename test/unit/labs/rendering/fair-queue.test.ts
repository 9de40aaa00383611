import { expect, it } from "vitest";
import { createFairQueue } from "../../../../server/labs/rendering/fair-queue.ts";

function take(added: string[]): string {
  const queue = createFairQueue<string>();
  for (const item of added) queue.add(item.slice(0, 1), item);
  const taken: string[] = [];
  for (let next = queue.take(); next !== undefined; next = queue.take()) taken.push(next);
  expect(queue.size()).toBe(0);
  return taken.join(" ");
}

it.each([
  ["", ""],
  ["a1 a2 a3", "a1 a2 a3"],
  ["a1 a2 a3 b1", "a1 b1 a2 a3"],
  ["a1 a2 b1 b2 c1", "a1 b1 c1 a2 b2"],
])("of %j takes %j: nobody has a second turn before everybody had one", (added, taken) => {
  expect(take(added.split(" ").filter(Boolean))).toBe(taken);
});

it("counts what waits, in all and of each", () => {
  const queue = createFairQueue<number>();
  for (const owner of ["a", "b", "a"]) queue.add(owner, 1);
  expect([queue.size(), queue.sizeOf("a"), queue.sizeOf("b"), queue.sizeOf("c")]).toEqual([3, 2, 1, 0]);
  queue.take();
  queue.add("a", 1);
  expect([queue.take(), queue.take(), queue.take(), queue.take()]).toEqual([1, 1, 1, undefined]);
  expect(queue.sizeOf("a")).toBe(0);
});
