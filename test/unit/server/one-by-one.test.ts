import { expect, it } from "vitest";
import { oneByOne } from "../../../runtime/common/one-by-one.ts";

it("works one after another, with a turn for others in between", async () => {
  const done: string[] = [];
  setImmediate(() => done.push("another's"));
  const results = await oneByOne(["a", "b", "c"], async (item) => {
    done.push(item);
    return item.toUpperCase();
  });
  expect(results).toEqual(["A", "B", "C"]);
  expect(done.indexOf("another's")).toBeLessThan(3);
});
