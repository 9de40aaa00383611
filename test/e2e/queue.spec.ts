import { expect, test } from "./fixtures.ts";
import { LandingPage } from "./pages/landing-page.ts";
import { SessionPage } from "./pages/session-page.ts";
import { seriousViolations } from "./serious-violations.ts";

test.use({
  serverEnvironment: {
    SLIPWAY_MAX_SANDBOXES: "1",
    SLIPWAY_WARM: "0",
    SLIPWAY_SESSIONS_PER_PERSON: "1",
    SLIPWAY_SESSION_MINUTES: "5",
    SLIPWAY_MAX_SESSION_MINUTES: "65",
  },
});

test("when the pool is full the next person is told, waits with a position, and gets in when a place is free", async ({
  session,
  otherBrowser,
}) => {
  const page = await otherBrowser.newPage();
  const landing = new LandingPage(page);
  const waiting = new SessionPage(page);
  await landing.open();
  await expect(page.getByText("All sandboxes are in use.")).toBeVisible();
  await landing.start();
  const { id } = waiting;
  try {
    const number = page.getByRole("heading", { name: "You are number 1 in the queue" });
    await expect(number).toBeVisible();
    await expect(page).toHaveTitle("Number 1 in the queue · Slipway");
    expect(await seriousViolations(page)).toEqual([]);
    await landing.open();
    await expect(page.getByText("Number 1 in the queue")).toBeVisible();
    await page.getByRole("link", { name: /^Open the session begun at/ }).click();
    await expect(number).toBeVisible();

    await session.page.getByRole("button", { name: "End session" }).click();
    await session.page.getByRole("alertdialog").getByRole("button", { name: "End session" }).click();
    await waiting.ready();
    expect((await waiting.run("docker info > /dev/null")).status).toBe(0);
  } finally {
    await page.request.delete(`/api/sessions/${id}`);
  }
});

test("a place in the queue is given up by Cancel", async ({ session, otherBrowser }) => {
  expect(session.id).toMatch(/^ses_/);
  const page = await otherBrowser.newPage();
  const landing = new LandingPage(page);
  await landing.open();
  await landing.start();
  await expect(page.getByRole("heading", { name: "You are number 1 in the queue" })).toBeVisible();
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByRole("heading", { name: "You ended this session" })).toBeVisible();
  const pool = await (await page.request.get("/api/pool")).json();
  expect(pool).toMatchObject({ free: 0, waiting: 0 });
});

test("a person with as many sessions as allowed is told which to open or end", async ({
  session,
  landing,
  page,
}) => {
  const { id } = session;
  await landing.open();
  await landing.startButton.click();
  await expect(page.getByRole("alert").filter({ hasText: "You have a session already" })).toBeVisible();
  await page.getByRole("link", { name: /^Open the session begun at/ }).click();
  await page.waitForURL(new RegExp(id));
  await session.ready();
});

test("near the end the page warns calmly, and Extend gives more time until there is none", async ({
  session,
  page,
}) => {
  await expect(page.getByText("This session ends in less than five minutes.")).toBeVisible();
  const { endsAt } = await (await page.request.get(`/api/sessions/${session.id}`)).json();
  await page.clock.setFixedTime(Date.parse(endsAt) - 30_000);
  await expect(page.getByText("This session ends in less than a minute.")).toBeVisible();
  await page.clock.setSystemTime(new Date());
  await page.getByRole("button", { name: "Extend now" }).click();
  await expect(page.getByText("The session was extended.")).toBeVisible();
  await expect(page.getByText("This session ends in")).toHaveCount(0);
  await expect(page.getByRole("timer", { name: "Time left" })).toHaveText(/^1 h 0\d min left$/);
  await expect(page.getByRole("button", { name: "Extend" })).toBeDisabled();
});
