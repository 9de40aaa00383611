import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it } from "vitest";
import { checkLabs } from "../../../../server/labs/authoring/check-labs.ts";
import { createLabLibrary } from "../../../../server/labs/library/lab-library.ts";
import { loadLabs } from "../../../../server/labs/sources/load-labs.ts";
import { writeLabs } from "../../../support/lab-world.ts";

const aLab = (name: string) => ({
  [`${name}/lab.md`]: `---\ntitle: ${name}\nsummary: S.\nlevel: beginner\nminutes: 1\ngoals: [x]\n---\nHi.\n`,
  [`${name}/steps/01-a.md`]: "---\ntitle: A\n---\nText.\n",
});
const aCourse = "---\ntitle: C\nsummary: S.\nlabs: [import, important, imports]\n---\n";
const LABS = {
  ...aLab("import"),
  ...aLab("imports"),
  ...aLab("important"),
  "courses/import.md": aCourse,
  "courses/mine.md": aCourse,
};
const kept = (name: string) =>
  `The name “${name}” is kept for the pages where people bring labs: give its folder or file another.`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "slipway-labs-"));
  writeLabs(folder, LABS);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it("labs and courses are not shown under names that the pages for bringing labs have, and it is said why", async () => {
  const warned: string[] = [];
  const stream = { write: (line: string) => void warned.push(line) };
  const log = pino({ level: "warn" }, stream);
  const library = createLabLibrary({ folders: [folder], load: loadLabs, log, follow: false });
  expect(library.all().map(({ slug }) => slug)).toEqual(["important"]);
  expect(library.courses().map(({ slug, labs }) => [slug, labs])).toEqual([["mine", ["important"]]]);
  const told = library.otherRemarks().map(({ file, message }) => `${file}: ${message}`);
  expect(told).toEqual(
    expect.arrayContaining([
      `import/lab.md: ${kept("import")}`,
      `imports/lab.md: ${kept("imports")}`,
      `courses/import.md: ${kept("import")}`,
    ]),
  );
  expect(warned.map((line) => JSON.parse(line) as { event: string; why: string })).toEqual(
    ["import", "imports", "import"].map((name) =>
      expect.objectContaining({ event: "labs.error", why: kept(name) }),
    ),
  );
  await library.dispose();
});

it("a check of such a lab fails, also when it is named alone", async () => {
  const alone = join(folder, "alone", "import");
  cpSync(join(folder, "import"), alone, { recursive: true });
  for (const path of [folder, alone]) {
    const lines: string[] = [];
    const options = { path, machines: null, verbose: false, print: (line: string) => lines.push(line) };
    expect(await checkLabs(options)).toBe(false);
    expect(lines.join("\n")).toContain(kept("import"));
  }
});
