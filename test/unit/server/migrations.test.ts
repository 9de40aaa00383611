import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { planMigrations } from "../../../server/db/migrations.ts";

const all = ["0001-a.sql", "0002-b.sql"].map((name) => ({ name, sql: "", checksum: `sum of ${name}` }));
const [first, second] = all;

it.each([
  ["a fresh database takes all", [], all],
  ["one that has the first takes the second", [first], [second]],
  ["one that has all takes none", all, []],
])("%s", (_name, applied, expected) => {
  expect(planMigrations(all, applied as typeof all)).toEqual(expected);
});

it.each([
  ["changed since", { name: "0001-a.sql", checksum: "other" }, /changed/],
  ["unknown here", { name: "0009-z.sql", checksum: "z" }, /newer Slipway/],
])("a migration %s stops the start", (_name, applied, words) => {
  expect(() => planMigrations(all, [applied])).toThrow(words);
});

it("has a migration for every change of the schema", async () => {
  const script = new URL("../../../scripts/write-migration.ts", import.meta.url).pathname;
  await promisify(execFile)(process.execPath, [script]);
});
