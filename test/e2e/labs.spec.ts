import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { CatalogPage } from "./pages/catalog-page.ts";
import { LabPane } from "./pages/lab-pane.ts";
import { SessionPage } from "./pages/session-page.ts";
import { seriousViolations } from "./serious-violations.ts";

test.use({
  serverEnvironment: { SLIPWAY_LABS_DIR: fileURLToPath(new URL("../fixtures/page-labs", import.meta.url)) },
});

const begin = async (page: Page) => {
  await page.goto("/labs/walk");
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await page.waitForURL(/\/sessions\/ses_/);
  const session = new SessionPage(page);
  const lab = new LabPane(page);
  await session.ready();
  await lab.isAt("Make a file");
  return { session, lab };
};

test("the catalog finds labs by words and filters, and its address says what was asked for", async ({
  page,
}) => {
  const catalog = new CatalogPage(page);
  await catalog.open();
  await expect(catalog.titles).toHaveCount(2);
  await expect(
    page.getByRole("region", { name: "Courses" }).getByRole("link", { name: "A path of two" }),
  ).toBeVisible();

  await page.keyboard.press("/");
  await expect(catalog.search).toBeFocused();
  await page.keyboard.type("contain");
  await expect(catalog.titles).toHaveText(["A walk through a lab"]);
  await expect(page).toHaveURL(/\?q=contain$/);
  await page.keyboard.type(" nothing is like it");
  await expect(page.getByText("No lab is like that")).toBeVisible();
  await page.getByRole("button", { name: "Show all labs" }).click();
  await expect(page).toHaveURL(/\/labs$/);

  await catalog.filter("Level").selectOption("Advanced");
  await catalog.filter("Time").selectOption("More than an hour");
  await catalog.filter("Topic").selectOption("images");
  await expect(catalog.titles).toHaveText(["Something else"]);
  await page.reload();
  await expect(catalog.titles).toHaveText(["Something else"]);
  await expect(catalog.filter("Topic")).toHaveValue("images");
});

test("a lab's page says what it takes, in the reader's language, and what is missing before Start", async ({
  page,
}) => {
  await page.goto("/labs/other");
  await expect(page.getByRole("note", { name: "Missing images" })).toContainText("nobody-has-this:1");
  await page.goto("/labs/walk");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("A walk through a lab");
  await expect(page.getByText("Start a container").first()).toBeVisible();
  await expect(page.getByRole("note", { name: "Missing images" })).toHaveCount(0);
  const picture = page.getByRole("img", { name: "A drawing of two boxes" });
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(120);
  await page.getByRole("link", { name: "Deutsch" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Ein Gang durch ein Lab");
  await page.getByRole("link", { name: /for print/ }).click();
  await expect(page.getByRole("heading", { name: "1. Eine Datei anlegen" })).toBeVisible();
  await page.goto("/labs/no-such-lab");
  await expect(page.getByRole("heading", { name: "There is no such lab" })).toBeVisible();
  await page.goto("/courses/path");
  await expect(page.getByRole("link", { name: "Begin with A walk through a lab" })).toBeVisible();
});

test("a lab from Start to its end: run, check, hint, solution, quiz, rewind, reload", async ({ page }) => {
  test.slow();
  const { session, lab } = await begin(page);
  // The page goes on to the catalog.
  const { id } = session;
  try {
    await lab.button("Check step").click();
    await expect(lab.checks).toContainText("There is no hello.txt in /root.");
    await expect(lab.checks).toContainText("Click Run beside");
    await lab.help.getByRole("button", { name: "Show a hint" }).click();
    await expect(lab.help).toContainText("A shell writes into a file");
    await expect(lab.button("Skip")).toBeVisible();

    await lab.button(/^Run: echo "hello/).click();
    await expect.poll(() => session.readFile("/root/hello.txt")).toBe("hello 42\n");
    // Nobody asks for the check: it looks by itself.
    await expect(lab.checks).toContainText("All checks of this step passed.");
    await lab.button(/^Run in logs:/).click();
    await expect(session.terminalTabs.filter({ hasText: "logs" })).toHaveAttribute("aria-selected", "true");
    await expect.poll(() => session.screen()).toContain("logs say 2");
    await lab.button("Run echo inline-$((5*5))").click();
    await expect.poll(() => session.screen()).toContain("inline-25");

    await lab.button("Save as /root/app/Dockerfile").click();
    await expect.poll(() => session.readFile("/root/app/Dockerfile")).toContain('CMD ["echo", "built"]');
    await lab.button("Put into the editor: /root/app/train.py").click();
    await expect(page.getByRole("tab", { name: "train.py" })).toBeVisible();
    await lab.button("the Dockerfile").click();
    await expect(page.getByRole("tab", { name: "Dockerfile" })).toHaveAttribute("aria-selected", "true");
    await lab.pane.getByLabel("What is your name?").fill("Ada");
    await lab.button("Use it").click();
    await expect(lab.pane.getByText("Hello Ada!")).toBeVisible();
    await expect(lab.pane.getByRole("img", { name: /^Diagram:/ })).toBeVisible();

    await lab.button("Next").click();
    await lab.isAt("Start a container");
    await lab.help.getByRole("button", { name: "Show solution" }).click();
    await lab.confirm("Show solution");
    await lab.help.getByRole("button", { name: /^Run: docker run -d/ }).click();
    await expect(lab.checks).toContainText("All checks of this step passed.");
    // The quiz is needed as well.
    await expect(lab.button("Skip")).toBeVisible();
    const quiz = lab.quiz();
    await quiz.getByRole("radio", { name: "another container" }).check();
    await quiz.getByRole("textbox", { name: "Your answer" }).fill("docker ps");
    await quiz.getByRole("button", { name: "Check answers" }).click();
    await expect(quiz).toContainText("Not right.");
    await quiz.getByRole("button", { name: "Try again" }).click();
    await quiz.getByRole("radio", { name: "an image" }).check();
    const lines = quiz.getByRole("list").getByRole("listitem");
    for (const [place, word] of ["write", "build", "run"].entries())
      while (!((await lines.nth(place).textContent()) ?? "").includes(word))
        await quiz.getByRole("button", { name: `Move up: ${word}` }).click();
    await quiz.getByRole("button", { name: "Check answers" }).click();
    await expect(quiz).toContainText("3 of 3 right");
    await expect(quiz).toContainText("A container is always made from an image.");

    await page.reload();
    await session.ready();
    await lab.isAt("Start a container");
    await expect(lab.quiz()).toContainText("3 of 3 right");

    await lab.choose("Rewind", "Reset this step");
    await lab.confirm("Reset step");
    await expect(lab.pane.getByRole("status").first()).not.toBeEmpty();
    await lab.isIdle();
    await session.ready();
    expect((await session.run("docker ps -aq | wc -l")).screen).toContain("0");
    expect(await session.readFile("/root/hello.txt")).toBe("hello 42\n");

    await lab.choose("Rewind", /^Back to step 1/);
    await lab.confirm("Back to step 1");
    await lab.isAt("Make a file");
    await expect.poll(() => session.readFile("/root/hello.txt")).toBeNull();
    await expect(session.files.item("hello.txt")).toHaveCount(0);
    await session.ready();
    await session.run("touch /root/again.txt");
    await expect(session.files.item("again.txt")).toBeVisible();
    await lab.choose(/all steps$/, /^3\. Nothing to do here/);
    await lab.isAt("Nothing to do here");
    await lab.button("Finish").click();
    await expect(lab.title).toHaveText("The end");
    await expect(lab.pane).toContainText("You walked through a lab.");
    await expect(lab.pane.getByRole("region", { name: "Your result" })).toContainText("1 of 3");
    await lab.pane.getByRole("link", { name: "Next lab: Something else" }).click();
    await expect(page).toHaveURL(/\/labs\/other$/);
    const catalog = new CatalogPage(page);
    await catalog.open();
    await expect(catalog.card("A walk through a lab")).toContainText("Finished");
  } finally {
    await page.request.delete(`/api/labs/walk/progress`);
    await page.request.delete(`/api/sessions/${id}`);
  }
});

test("a second tab shows the same lab, and the language goes with it", async ({ page, context }) => {
  const { session, lab } = await begin(page);
  try {
    const other = await context.newPage();
    await other.goto(page.url());
    const there = new LabPane(other);
    await there.isAt("Make a file");
    await lab.button("Show a hint").click();
    await expect(there.help).toContainText("A shell writes into a file");
    await lab.choose(/^Language/, "Deutsch");
    await expect(there.title).toHaveText("Eine Datei anlegen");
    await lab.button(/^(Next|Skip)$/).click();
    await expect(there.title).toHaveText("Start a container");
  } finally {
    await page.request.delete(`/api/labs/walk/progress`);
    await session.endQuietly();
  }
});

test("the keyboard alone leads through a step", async ({ page }) => {
  const { session, lab } = await begin(page);
  const focusIsIn = (selector: string) =>
    page.evaluate((within) => document.activeElement?.closest(within) !== null, selector);
  try {
    for (let presses = 0; presses < 8 && !(await focusIsIn("[data-pane-entry]")); presses++)
      await page.keyboard.press("F6");
    expect(await focusIsIn("[data-pane-entry]")).toBe(true);
    const run = lab.button(/^Run: echo "hello/);
    for (let presses = 0; presses < 20; presses++) {
      if (await run.evaluate((button) => button === document.activeElement)) break;
      await page.keyboard.press("Tab");
    }
    await page.keyboard.press("Enter");
    await expect.poll(() => session.readFile("/root/hello.txt")).toBe("hello 42\n");
    // The focus stays with the text.
    await expect(run).toBeFocused();
    await page.keyboard.press("Alt+Shift+H");
    await expect(lab.help).toContainText("A shell writes into a file");
    await page.keyboard.press("F1");
    await page.keyboard.type("check step");
    await page.keyboard.press("Enter");
    await expect(lab.checks).toContainText("All checks of this step passed.");
    await page.keyboard.press("Alt+Shift+N");
    await lab.isAt("Start a container");
    await expect(lab.title).toBeFocused();
    await page.keyboard.press("Alt+Shift+B");
    await lab.isAt("Make a file");
  } finally {
    await page.request.delete(`/api/labs/walk/progress`);
    await session.endQuietly();
  }
});

for (const colorScheme of ["light", "dark"] as const)
  test(`labs have no serious violation in the ${colorScheme} theme, wide or narrow`, async ({ page }) => {
    test.slow();
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const clean = async (state: string) =>
      expect(await seriousViolations(page), `${state}, ${colorScheme}`).toEqual([]);
    const catalog = new CatalogPage(page);
    await catalog.open();
    await clean("the catalog");
    await catalog.open("?q=nothing-like-it");
    await clean("no results");
    for (const path of ["/labs/other", "/labs/walk/print", "/courses/path"]) {
      await page.goto(path);
      await page.getByRole("heading", { level: 1 }).waitFor();
      await clean(path);
    }
    const { session, lab } = await begin(page);
    try {
      await expect(lab.pane.getByRole("img", { name: /^Diagram:/ })).toBeVisible();
      await lab.button("Check step").click();
      await expect(lab.checks).toContainText("There is no hello.txt");
      await clean("a step with a failed check");
      await lab.button(/all steps$/).click();
      await expect(page.getByRole("menu")).toBeVisible();
      await clean("the menu of steps");
      await page.keyboard.press("Escape");
      await lab.button("Skip").click();
      await lab.isAt("Start a container");
      await clean("a quiz");
      await page.setViewportSize({ width: 390, height: 844 });
      await expect(page.getByRole("tab", { name: "Lab" })).toBeVisible();
      await page.getByRole("tab", { name: "Lab" }).click();
      await clean("a lab on a phone");
      const wide = () => document.documentElement.scrollWidth > window.innerWidth;
      expect(await page.evaluate(wide)).toBe(false);
    } finally {
      await page.request.delete(`/api/labs/walk/progress`);
      await session.endQuietly();
    }
  });

test("who ends a session in the middle goes on in a new one, as they left it", async ({ page }) => {
  const { session, lab } = await begin(page);
  await session.run("echo mine > kept.txt");
  await page.getByRole("button", { name: "End session" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "End session" }).click();
  await expect(page.getByText("How far you came in the lab is kept")).toBeVisible();
  await page.getByRole("link", { name: "Back to the lab" }).click();
  await page.getByRole("button", { name: "Go on", exact: true }).click();
  await page.waitForURL(/\/sessions\/ses_/);
  try {
    await session.ready();
    await lab.isAt("Make a file");
    expect((await session.run("cat kept.txt")).screen).toContain("mine");
  } finally {
    await session.endQuietly();
  }
});
