import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { LabPane } from "./pages/lab-pane.ts";
import { SessionPage } from "./pages/session-page.ts";
import { seriousViolations } from "./serious-violations.ts";

test.use({
  serverEnvironment: { SLIPWAY_LABS_DIR: fileURLToPath(new URL("../fixtures/lab-parts", import.meta.url)) },
});

/** Goes through a lab from its Start; its session and what is kept of it are gone afterwards. */
async function within(
  page: Page,
  slug: string,
  walk: (session: SessionPage, lab: LabPane) => Promise<void>,
): Promise<void> {
  await page.goto(`/labs/${slug}`);
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await page.waitForURL(/\/sessions\/ses_/);
  const session = new SessionPage(page);
  try {
    await walk(session, new LabPane(page));
  } finally {
    await page.request.delete(`/api/labs/${slug}/progress`);
    await session.endQuietly();
  }
}

async function isClean(page: Page, state: string) {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    expect(await seriousViolations(page), `${state}, ${colorScheme}`).toEqual([]);
  }
}

const timeLeft = (lab: LabPane, quiz: string) =>
  lab.quiz(quiz).getByRole("timer", { name: "Time left for the quiz" });
const image = (lab: LabPane, quiz: string) => lab.quiz(quiz).getByRole("radio", { name: "an image" });

test("a timed quiz goes on over a reload and in every tab, until it is handed in", async ({
  page,
  context,
}) => {
  test.slow();
  const name = "Ten minutes";
  await within(page, "against-the-clock", async (session, lab) => {
    await session.ready();
    await lab.isAt("Time enough");
    const other = new LabPane(await context.newPage());
    await other.page.goto(page.url());
    await other.isAt("Time enough");
    const quiz = lab.quiz(name);
    const endsAt = async () => {
      const answer = await page.request.get(`/api/sessions/${session.id}/lab/steps/0`);
      return (await answer.json()).quizzes[0].endsAt;
    };
    await expect(quiz).toContainText("2 questions, and 10 minutes from the moment you begin.");
    await expect(quiz.getByRole("radio")).toHaveCount(0);
    await quiz.getByRole("button", { name: "Begin the quiz" }).click();
    await expect(timeLeft(lab, name)).toHaveText(/^\d+:\d\d$/);
    await expect(quiz.getByRole("radio").first()).toBeFocused();
    await expect(timeLeft(other, name)).toBeVisible();
    await image(lab, name).check();
    await expect(image(other, name)).toBeChecked();

    const before = await endsAt();
    await page.reload();
    await session.ready();
    await expect(timeLeft(lab, name)).toBeVisible();
    await expect(image(lab, name)).toBeChecked();
    expect(await endsAt()).toBe(before);

    await quiz.getByRole("textbox", { name: "Your answer" }).fill("docker images");
    await quiz.getByRole("button", { name: "Check answers" }).click();
    for (const shown of [lab, other].map((tab) => tab.quiz(name))) {
      await expect(shown).toContainText("1 of 2 right.");
      await expect(shown).toContainText("A container is always made from an image.");
      await expect(shown).toContainText("named after processes");
      await expect(shown.getByRole("textbox", { name: "Your answer" })).toHaveValue("docker images");
      await expect(shown.getByRole("textbox", { name: "Your answer" })).toBeDisabled();
      await expect(shown.getByRole("timer")).toHaveCount(0);
    }
    await expect(quiz.getByRole("status")).toBeFocused();
    await isClean(page, "a quiz that was marked");
    await expect(lab.button("Skip")).toBeVisible();

    // The next try, begun elsewhere, is one here as well.
    await other.quiz(name).getByRole("button", { name: "Try again" }).click();
    await expect(timeLeft(lab, name)).toBeVisible();
    await page.reload();
    await session.ready();
    await expect(timeLeft(lab, name)).toBeVisible();
    await quiz.getByRole("textbox", { name: "Your answer" }).fill("docker ps");
    await quiz.getByRole("button", { name: "Check answers" }).click();
    await expect(quiz).toContainText("2 of 2 right. Well done.");
    await expect(other.quiz(name)).toContainText("2 of 2 right. Well done.");
    await expect(lab.button("Next")).toBeVisible();
  });
});

test("a quiz whose time runs out is handed in by itself with what was answered", async ({
  page,
  context,
}) => {
  test.slow();
  const name = "A moment";
  await within(page, "against-the-clock", async (session, lab) => {
    await session.ready();
    await lab.isAt("Time enough");
    await lab.button("Skip").click();
    await lab.isAt("No time");
    const other = new LabPane(await context.newPage());
    await other.page.goto(page.url());
    await other.isAt("No time");
    await expect(lab.quiz(name)).toContainText("2 questions, and 15 seconds from the moment you begin.");
    await lab.quiz(name).getByRole("button", { name: "Begin the quiz" }).click();
    await image(lab, name).check();
    await page.reload();
    await session.ready();
    const keys = session.terminal.locator("textarea");
    await keys.focus();
    for (const shown of [lab, other].map((tab) => tab.quiz(name))) {
      await expect(shown).toContainText("1 of 2 right.");
      await expect(shown).toContainText("A container is always made from an image.");
      await expect(shown.getByRole("button", { name: "Try again" })).toBeEnabled();
      await expect(shown.getByRole("timer")).toHaveCount(0);
    }
    await expect(keys).toBeFocused();
    // Both tabs handed in; that the one came too late is nobody's mistake.
    for (const tab of [page, other.page]) await expect(tab.getByText("This quiz is not open")).toHaveCount(0);
    await lab.quiz(name).getByRole("button", { name: "Try again" }).click();
    await expect(timeLeft(lab, name)).toBeVisible();
    await isClean(page, "a quiz with little time left");
  });
});

test("a lab's text saves, inserts and opens files of the node that it names", async ({ page }) => {
  test.slow();
  await within(page, "two-nodes", async (session, lab) => {
    await session.ready();
    await lab.isAt("Files on the other node");
    await lab.button("Save as /root/app/Dockerfile on node2").click();
    await expect.poll(() => session.readFile("/root/app/Dockerfile", "node2")).toBe("FROM busybox\n");
    await lab.button("Put into the editor: /root/app/train.py on node2").click();
    await expect(session.editor.activeTab).toHaveAccessibleName(/^train\.py/);
    await session.editor.shows('print("trained")');
    await lab.button("the Dockerfile").click();
    await expect(session.editor.activeTab).toHaveAccessibleName(/^Dockerfile/);
    await session.editor.shows("FROM busybox");
    for (const file of ["Dockerfile", "train.py"])
      expect(await session.readFile(`/root/app/${file}`, "node1")).toBeNull();

    await page.request.delete(`/api/sessions/${session.id}/nodes/node2`);
    await lab.button(/^Saved? as/).click();
    await expect(page.getByText("There is no such node in this session.").first()).toBeVisible();
  });
});

test("what a lab types begins together with what it runs hidden, however long that takes", async ({
  page,
}) => {
  test.slow();
  await within(page, "slow-start", async (session, lab) => {
    await session.ready();
    await lab.isAt("Wait for it");
    await expect.poll(() => session.screen()).toContain("greeted-42");
    const status = lab.pane.getByRole("status").first();
    await expect(status).toContainText("Preparing this lab for you");
    await session.run("touch enough");
    await expect(status).toBeEmpty();
    await lab.button("Next").click();
    await lab.isAt("Go on");
    await expect.poll(() => session.screen()).toContain("went-on-12");
  });
});

test("on a phone the text stays in front of what the lab types", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await within(page, "slow-start", async (session, lab) => {
    await lab.isAt("Wait for it");
    await expect.poll(() => session.readFile("/root/greeted")).toBe("greeted-42\n");
    await expect(lab.title).toBeVisible();
    await page.getByRole("tab", { name: "Terminal", exact: true }).click();
    await expect.poll(() => session.screen()).toContain("greeted-42");
    await session.run("touch enough");
  });
});
