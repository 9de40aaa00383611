import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { labSchemaFiles } from "../../../../server/labs/authoring/lab-schemas.ts";

const folder = join(import.meta.dirname, "../../../../labs/schema");

it("the JSON schemas in labs/schema say what the format is now (else: npm run lab -- schema)", () => {
  const written = readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")]);
  expect(Object.fromEntries(written)).toEqual(labSchemaFiles());
});
