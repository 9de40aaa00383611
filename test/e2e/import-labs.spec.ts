import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import { packed } from "../unit/labs/imports/import-world.ts";
import { expect, test } from "./fixtures.ts";
import { CatalogPage } from "./pages/catalog-page.ts";
import { LabPane } from "./pages/lab-pane.ts";
import { SessionPage } from "./pages/session-page.ts";
import { seriousViolations } from "./serious-violations.ts";

test.use({
  serverEnvironment: { SLIPWAY_LABS_DIR: fileURLToPath(new URL("../fixtures/page-labs", import.meta.url)) },
});

const BROUGHT = {
  "hello/lab.md": `---
title: Brought from home
summary: A lab of somebody's own.
level: beginner
minutes: 5
goals: [To be brought]
---
Welcome.
`,
  "hello/steps/01-say.md":
    "---\ntitle: Say it\n---\n\n```bash\necho brought-$((6*7)) | tee /root/said\n```\n",
  "odd/index.json":
    '{ "title": "A scenario", "unheard": 1, "details": { "steps": [{ "title": "S", "text": "gone.md" }] } }',
};

const aScenario = (path: string, title: string) => ({
  [`${path}/index.json`]: JSON.stringify({ title, details: { steps: [{ title: "Look", text: "a.md" }] } }),
  [`${path}/a.md`]: "Run `ls`{{exec}}.\n",
});
/** As a Killercoda repository has its courses: their order is not that of the folders' names. */
const WITH_COURSE = {
  "README.md": "# Scenarios\n",
  ...aScenario("docker/a-second", "Second scenario"),
  ...aScenario("docker/z-first", "First scenario"),
  "docker/structure.json": JSON.stringify({
    title: "Docker from scratch",
    description: "Two scenarios in order.",
    items: [{ path: "z-first", title: "Begin", description: "Where all begins." }, { path: "a-second" }],
  }),
};

const anArchive = async (files: Record<string, string> = BROUGHT, name = "my-labs.tar.gz") => ({
  name,
  mimeType: "application/gzip",
  buffer: await packed(files),
});

/** Next has an empty one of its own outside of the page's content. */
const refusal = (page: Page) => page.getByRole("main").getByRole("alert");

const send = async (page: Page, file: Awaited<ReturnType<typeof anArchive>>) => {
  await page.getByLabel("Archive", { exact: true }).setInputFiles(file);
};

test("labs are brought, looked through, added, started, and removed again", async ({
  page,
  otherBrowser,
}) => {
  test.slow();
  const catalog = new CatalogPage(page);
  await catalog.open();
  await page.getByRole("link", { name: "Bring labs" }).click();
  await send(page, await anArchive());
  const report = page.getByRole("region", { name: "2 labs found" });
  await expect(report).toContainText("Brought from home");
  await expect(report).toContainText("Killercoda or Katacoda");
  const remarks = report.getByRole("list", { name: "Remarks on A scenario" });
  await expect(remarks).toContainText("odd/index.json:1");
  await expect(remarks.getByRole("listitem").first()).toBeVisible();
  for (const filter of await report.getByRole("group", { name: "Remarks shown" }).getByRole("button").all())
    await filter.click();
  await expect(remarks).toHaveCount(0);

  // Nothing is added yet, and a reload shows the same report.
  await page.reload();
  await expect(report).toContainText("Brought from home");
  await page.getByRole("button", { name: "Add 2 labs" }).click();
  const added = page.getByRole("region", { name: "2 labs added" });
  const address = await added.getByRole("link", { name: "Brought from home" }).getAttribute("href");
  expect(address).toMatch(/^\/labs\/import-[a-z0-9]{8}-hello$/);

  await page.getByRole("link", { name: "To the catalog" }).click();
  const yours = page.getByRole("region", { name: "Yours" });
  await expect(yours.getByRole("heading", { level: 3 })).toHaveText(["Brought from home", "A scenario"]);
  const stranger = await otherBrowser.newPage();
  const theirs = new CatalogPage(stranger);
  await theirs.open();
  await expect(theirs.titles).toHaveCount(2);
  await expect(stranger.getByRole("region", { name: "Yours" })).toHaveCount(0);
  await stranger.goto(`${address}`);
  await expect(stranger.getByRole("heading", { level: 1 })).toHaveText("Brought from home");
  await expect(stranger.getByText("A person who brought it")).toBeVisible();

  await yours.getByRole("link", { name: "Brought from home" }).click();
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await page.waitForURL(/\/sessions\/ses_/);
  const session = new SessionPage(page);
  const lab = new LabPane(page);
  try {
    await session.ready();
    await lab.isAt("Say it");
    await lab.button(/^Run: echo brought/).click();
    await expect.poll(() => session.readFile("/root/said")).toBe("brought-42\n");
  } finally {
    await session.endQuietly();
  }

  await page.goto("/labs/import");
  await page.getByRole("button", { name: "Remove my-labs.tar.gz" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
  await expect(page.getByRole("region", { name: "Yours" })).toHaveCount(0);
  await stranger.goto(`${address}`);
  await expect(stranger.getByRole("heading", { name: "There is no such lab" })).toBeVisible();
});

test("a course comes along: it is in the report, opens by its link, leads to its labs in order, and goes with them", async ({
  page,
  otherBrowser,
}) => {
  await page.goto("/labs/import");
  await send(page, await anArchive(WITH_COURSE, "scenarios.tar.gz"));
  const report = page.getByRole("region", { name: "2 labs and 1 course found" });
  const found = report.getByRole("list", { name: "Courses" });
  await expect(found.getByRole("heading")).toHaveText("Docker from scratch");
  await expect(
    found.getByRole("list", { name: "Labs of Docker from scratch" }).getByRole("listitem"),
  ).toHaveText(["First scenario", "Second scenario"]);
  await page.getByRole("button", { name: "Add 2 labs and 1 course" }).click();
  const added = page.getByRole("region", { name: "2 labs and 1 course added" });
  const link = added.getByRole("link", { name: "Docker from scratch" });
  const address = `${await link.getAttribute("href")}`;
  expect(address).toMatch(/^\/courses\/import-[a-z0-9]{8}-docker$/);

  await link.click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Docker from scratch");
  await expect(page.getByText("From a person who brought it")).toBeVisible();
  await expect(page.getByRole("region", { name: "About the course" })).toHaveText("Begin: Where all begins.");
  await expect(page.getByRole("heading", { level: 3 })).toHaveText(["First scenario", "Second scenario"]);
  await page.getByRole("link", { name: "First scenario", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("First scenario");
  await page.getByRole("link", { name: "Docker from scratch" }).click();
  await expect(page).toHaveURL(new RegExp(`${address}$`));

  const stranger = await otherBrowser.newPage();
  await stranger.goto(address);
  await expect(stranger.getByRole("link", { name: "Begin with First scenario" })).toBeVisible();
  await stranger.goto("/labs");
  await expect(stranger.getByText("Docker from scratch")).toHaveCount(0);
  await stranger.goto("/labs/import");
  await expect(stranger.getByRole("heading", { level: 1 })).toHaveText("Bring labs");
  await expect(stranger.getByRole("region", { name: "Yours" })).toHaveCount(0);

  await page.goto("/labs/import");
  const mine = page.getByRole("region", { name: "Yours" });
  await expect(mine).toContainText("2 labs and 1 course");
  await expect(mine.getByRole("link", { name: "Docker from scratch" })).toHaveAttribute("href", address);
  await page.getByRole("button", { name: "Remove scenarios.tar.gz" }).click();
  const asked = page.getByRole("alertdialog");
  await expect(asked).toContainText("Remove these 2 labs and their course?");
  await asked.getByRole("button", { name: "Remove" }).click();
  await expect(mine).toHaveCount(0);
  for (const one of [page, stranger]) {
    await one.goto(address);
    await expect(one.getByRole("heading", { name: "There is no such course" })).toBeVisible();
  }
});

test("what cannot be taken is refused with the reason, and another can be chosen at once", async ({
  page,
}) => {
  await page.goto("/labs/import");
  await send(page, { name: "photo.zip", mimeType: "application/zip", buffer: Buffer.from("no archive") });
  await expect(refusal(page)).toContainText("This is no zip, tar or tar.gz archive.");
  await send(page, await anArchive({ "../../etc/lab.md": "x" }));
  await expect(refusal(page)).toContainText("leads out of the folder");
  await send(page, await anArchive({ "readme.txt": "Nothing here." }));
  await expect(refusal(page)).toContainText("There is no lab in it.");
  await send(page, { name: "big.zip", mimeType: "application/zip", buffer: Buffer.alloc(21 * 1024 * 1024) });
  await expect(refusal(page)).toContainText("big.zip is larger than 20 MiB.");
  await page.getByLabel("Address of a Git repository").fill("http://127.0.0.1:1/labs");
  await page.getByRole("button", { name: "Fetch" }).click();
  await expect(refusal(page)).toContainText("not on the public internet");
  await send(page, await anArchive());
  await expect(page.getByRole("region", { name: "2 labs found" })).toBeVisible();
  await expect(refusal(page)).toHaveCount(0);
});

for (const colorScheme of ["light", "dark"] as const)
  test(`the page has no serious violation in the ${colorScheme} theme, wide or narrow`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const clean = async (state: string) => {
      expect(await seriousViolations(page), `${state}, ${colorScheme}`).toEqual([]);
      const wide = () => document.documentElement.scrollWidth > window.innerWidth;
      expect(await page.evaluate(wide), `${state} is wider than the page`).toBe(false);
    };
    await page.goto("/labs/import");
    await page.getByRole("heading", { level: 1 }).waitFor();
    await clean("the choice");
    await send(page, await anArchive({ "a.txt": "x" }));
    await expect(refusal(page)).toContainText("There is no lab in it.");
    await clean("a refusal");
    await send(page, await anArchive({ ...BROUGHT, ...WITH_COURSE }));
    await page.getByRole("button", { name: "Add 4 labs and 1 course" }).waitFor();
    await clean("the report");
    await page.setViewportSize({ width: 390, height: 844 });
    await clean("the report on a phone");
    await page.getByRole("button", { name: "Add 4 labs and 1 course" }).click();
    await page.getByRole("link", { name: "Docker from scratch" }).waitFor();
    await clean("what was added on a phone");
    await page.getByRole("link", { name: "Docker from scratch" }).click();
    await page.getByRole("heading", { level: 1, name: "Docker from scratch" }).waitFor();
    await clean("its course on a phone");
  });
