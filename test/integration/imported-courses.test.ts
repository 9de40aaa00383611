import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CourseView, LabImportView, LabPageView, LabRemark } from "../../runtime/protocol/index.ts";
import { importLimits } from "../../server/labs/imports/import-limits.ts";
import { findBroughtLabs } from "../../server/labs/imports/reading/find-brought-labs.ts";
import { folderInMemory } from "../../server/labs/sources/folder-in-memory.ts";
import { SMALL_LAB, writeLabs } from "../support/lab-world.ts";
import {
  createImportWorld,
  type Importer,
  type ImportWorld,
  packed,
  refused,
} from "../unit/labs/imports/import-world.ts";

const aScenario = (path: string, title: string) => ({
  [`${path}/index.json`]: JSON.stringify({ title, details: { steps: [{ text: "a.md" }] } }),
  [`${path}/a.md`]: "Text.\n",
});
const aStructure = (items: unknown[], more: Record<string, unknown> = {}) =>
  JSON.stringify({ title: "Docker from scratch", description: "Two scenarios.", items, ...more });
/** Two scenarios in an order of their own, as a Killercoda repository has them. */
const PATHWAY = {
  "README.md": "# Scenarios\n",
  ...aScenario("docker/first", "The second one"),
  ...aScenario("docker/zero", "The first one"),
  "docker/structure.json": aStructure([
    { path: "zero", title: "Zero", description: "Where it *begins*." },
    { path: "first" },
  ]),
};
const aCourse = (labs: string, text = "All of it.\n", title = "A native course") =>
  `---\ntitle: ${title}\nsummary: Some labs.\nminutes: 30\nlabs: [${labs}]\n---\n${text}`;

describe("courses of what is brought", () => {
  const messages = (remarks: LabRemark[]) => remarks.map(({ file, message }) => `${file}: ${message}`);

  it("come along with those of their labs that can be shown, and the rest is told", async () => {
    const { courses, remarks } = await findBroughtLabs(
      folderInMemory({
        ...SMALL_LAB,
        "broken/labspace.yaml": "[",
        "courses/mine.md": aCourse("small, broken, first-container, small"),
        "courses/none.md": aCourse("first-container", "Text.\n", "Of others"),
      }),
      "labs",
    );
    expect(courses).toEqual([
      { name: "mine", title: "A native course", file: "courses/mine.md", labs: ["small"] },
    ]);
    expect(messages(remarks)).toEqual([
      "courses/mine.md: The course lists a lab twice: the first time counts.",
      "courses/mine.md: The course “A native course” goes without broken, which cannot be shown.",
      "courses/mine.md: The course “A native course” goes without first-container, which cannot be shown.",
      "courses/none.md: The course “Of others” is left out: none of its labs can be shown.",
    ]);
  });

  it("are as many as a page can show, with titles that fit it", async () => {
    const many = Array.from({ length: importLimits.courses + 2 }, (_, at) => [
      `courses/c${100 + at}.md`,
      aCourse("small"),
    ]);
    const long = aStructure([{ path: "zero" }], { title: "T".repeat(5000), description: "D".repeat(5000) });
    const { courses, remarks } = await findBroughtLabs(
      folderInMemory({
        ...SMALL_LAB,
        ...PATHWAY,
        "docker/structure.json": long,
        ...Object.fromEntries(many),
      }),
      "labs",
    );
    expect(courses).toHaveLength(importLimits.courses);
    expect(messages(remarks)).toContain(
      `courses/c${100 + importLimits.courses}.md: The course “A native course” is left out: ${importLimits.courses} may be brought at once.`,
    );
    const one = await findBroughtLabs(folderInMemory({ ...PATHWAY, "docker/structure.json": long }), "labs");
    expect(one.courses[0]?.title).toHaveLength(200);
    expect(messages(one.remarks)).toContain(
      "docker/structure.json: The course's title or description is longer than a page shows: it is cut.",
    );
  });
});

describe("a course that somebody brought", () => {
  let world: ImportWorld;
  let houseLabs: string;
  let ada: Importer;
  let bob: Importer;
  beforeEach(async () => {
    houseLabs = mkdtempSync(join(tmpdir(), "slipway-labs-"));
    writeLabs(houseLabs, { ...SMALL_LAB, "courses/docker.md": aCourse("small", "Ours.\n", "The house's") });
    world = await createImportWorld({ SLIPWAY_LABS_DIR: houseLabs });
    ada = world.someone();
    bob = world.someone();
  });
  afterEach(async () => {
    await world.close();
    rmSync(houseLabs, { recursive: true, force: true });
  });
  const opened = async (who: Importer, slug: string) =>
    (await (await who.browser.fetch(`/api/courses/${slug}`)).json()) as CourseView;
  const slugOf = ({ courses }: LabImportView) => courses[0]?.slug ?? "none";

  it("is told in the report and the list, and shows whoever has its link the labs in order", async () => {
    const kept = await ada.bring(await packed(PATHWAY));
    const slug = slugOf(kept);
    expect(slug).toMatch(/^import-[a-z0-9]{8}-docker$/);
    const labs = ["docker/zero", "docker/first"].map(
      (path) => kept.labs.find((lab) => lab.path === path)?.slug,
    );
    expect(kept.courses).toEqual([
      { slug, title: "Docker from scratch", file: "docker/structure.json", labs },
    ]);
    expect(kept.remarks).toEqual([]);
    expect(await ada.list()).toMatchObject([
      { courses: [{ slug, title: "Docker from scratch", labCount: 2 }] },
    ]);

    await bob.catalog();
    const course = await opened(bob, slug);
    expect(course).toMatchObject({ title: "Docker from scratch", summary: "Two scenarios.", imported: true });
    expect(course.labs.map((lab) => [lab.slug, lab.title, lab.imported])).toEqual([
      [labs[0], "The first one", true],
      [labs[1], "The second one", true],
    ]);
    // Words of the author's that look like Markdown are words.
    expect(JSON.stringify(course.text)).toContain("Where it *begins*.");
    expect((await bob.start(labs[0] ?? "none")).status).toBe(201);
    expect((await opened(bob, slug)).labs.map(({ progress }) => progress.state)).toEqual(["begun", "none"]);
    expect((await opened(ada, slug)).labs.map(({ progress }) => progress.state)).toEqual(["none", "none"]);
    const page = await bob.browser.fetch(`/api/labs/${labs[1]}`);
    expect(((await page.json()) as LabPageView).courses).toEqual([{ slug, title: "Docker from scratch" }]);
  });

  it("is in nobody's list of courses, and hides none of the house's", async () => {
    const kept = await ada.bring(
      await packed({ ...PATHWAY, ...SMALL_LAB, "courses/docker.md": aCourse("small") }),
    );
    for (const who of [ada, bob]) {
      await who.catalog();
      const list = (await (await who.browser.fetch("/api/courses")).json()) as CourseView[];
      expect(list.map(({ slug, title }) => `${slug}: ${title}`)).toEqual(["docker: The house's"]);
      expect(await opened(who, "docker")).toMatchObject({ title: "The house's", labs: [{ slug: "small" }] });
    }
    // A name that the house has as well is the importer's own lab in the importer's own course.
    const mine = kept.courses.find(({ file }) => file === "courses/docker.md");
    expect(mine?.labs).toEqual([kept.labs.find(({ path }) => path === "small")?.slug]);
    const page = (await (await bob.browser.fetch("/api/labs/small")).json()) as LabPageView;
    expect(page.courses).toEqual([{ slug: "docker", title: "The house's" }]);
  });

  it("cannot be opened before it is kept, nor be removed by anybody else, and goes with its labs", async () => {
    const preview = await ada.preview(await packed(PATHWAY));
    const slug = slugOf(preview);
    const open = async (who: Importer) => refused(await who.browser.fetch(`/api/courses/${slug}`));
    await bob.catalog();
    expect(await open(ada)).toMatch(/^404 lab.no-course/);
    await ada.keep(preview.id);
    expect(await refused(await bob.remove(preview.id))).toMatch(/^404 lab.no-import/);
    expect((await bob.browser.fetch(`/api/courses/${slug}`, { method: "DELETE" })).status).toBe(404);
    expect(await opened(bob, slug)).toMatchObject({ title: "Docker from scratch" });
    expect((await ada.remove(preview.id)).status).toBe(204);
    for (const who of [ada, bob]) expect(await open(who)).toMatch(/^404 lab.no-course/);
  });

  it("is there again after a restart; what was brought before courses came along has none", async () => {
    const kept = await ada.bring(await packed(PATHWAY));
    const before = await opened(ada, slugOf(kept));
    const again = await world.restart(ada);
    expect(await opened(again, slugOf(kept))).toEqual(before);
    const meta = join(world.server.dataDir, "labs-imported", kept.id, "meta.json");
    const { courses: _, ...old } = JSON.parse(readFileSync(meta, "utf8")) as Record<string, unknown>;
    writeFileSync(meta, JSON.stringify(old));
    const older = await world.restart(again);
    expect(await older.list()).toMatchObject([{ id: kept.id, courses: [] }]);
    expect((await older.browser.fetch(`/api/courses/${slugOf(kept)}`)).status).toBe(404);
    expect(await older.catalog()).toHaveLength(3);
  });
});
