import { join } from "node:path";
import pino from "pino";
import { afterAll, describe, expect, it } from "vitest";
import { locateDataFolder } from "../../runtime/engine/data-folder.ts";
import { readInstallation } from "../../runtime/engine/installation-file.ts";
import { createIncusDriver } from "../../runtime/incus/incus-driver.ts";
import { readConfig } from "../../server/config.ts";
import { labsAt } from "../../server/labs/authoring/labs-at.ts";
import { proveLab } from "../../server/labs/authoring/prove-lab.ts";
import { entryLines } from "../../server/labs/authoring/report-lines.ts";

/** Every lab of the curriculum, gone through by a machine: its checks fail before each solution and pass after it. */
const folder = join(import.meta.dirname, "../../labs");
const installation = readInstallation(locateDataFolder());
if (!installation) throw new Error("set-up has not run");
const driver = createIncusDriver({ installation: () => installation, log: pino({ level: "silent" }) });
const { labs, courses, remarks: others } = labsAt(folder);

/** These ask for nothing that a machine could look at: a page to look things up, and questions only. */
const TO_READ = ["cheat-sheet", "docker-quiz"];
const curriculum = labs.map(({ path, loaded }) => ({ path, ...loaded }));

afterAll(() => driver.dispose());

describe.each(curriculum.filter(({ path }) => TO_READ.includes(path)))("labs/$path", ({ lab, remarks }) => {
  it("is there to be read, without an error or warning", () => {
    expect(remarks.filter(({ severity }) => severity !== "note")).toEqual([]);
    expect(lab?.steps.length).toBeGreaterThan(0);
  });
});

describe.each(curriculum.filter(({ path }) => !TO_READ.includes(path)))("labs/$path", ({ lab, remarks }) => {
  it("has no error or warning in it", () => {
    expect(remarks.filter(({ severity }) => severity !== "note")).toEqual([]);
  });

  it("has checks, hints and a solution in each step that asks for something, and a quiz", () => {
    const asking = lab?.steps.filter(({ checks }) => checks.length > 0) ?? [];
    expect(asking.length).toBeGreaterThan(0);
    expect(asking.filter(({ hints, solution }) => hints.length === 0 || solution === null)).toEqual([]);
    expect(lab?.steps.some(({ quizzes }) => quizzes.length > 0)).toBe(true);
  });

  it("is passed by its solutions and by nothing else", { timeout: 15 * 60_000 }, async () => {
    if (!lab) throw new Error("it does not load");
    const { entries } = await proveLab({ driver, lab, limits: readConfig().limits });
    const failed = entries.filter(({ outcome }) => outcome !== "passed");
    expect(
      failed.flatMap((entry) => [`step ${(entry.step ?? -1) + 1}`, ...entryLines(entry, false)]),
    ).toEqual([]);
    expect(entries.length).toBeGreaterThan(lab.steps.length);
  });
});

it("the curriculum is there, with courses of labs that are", () => {
  expect(labs.length).toBeGreaterThan(TO_READ.length);
  const slugs = new Set(labs.map(({ loaded }) => loaded.lab?.slug));
  expect(courses.flatMap((course) => course.labs.filter((slug) => !slugs.has(slug)))).toEqual([]);
  expect(others).toEqual([]);
});
