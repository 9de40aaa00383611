import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "./fixtures.ts";
import { SessionPage } from "./pages/session-page.ts";

test("Start gives a terminal on a Docker Engine of one's own", async ({ session }) => {
  const run = await session.run("docker run --rm hello-world");
  expect(run.status).toBe(0);
  const info = await session.run("docker info -f '{{.ServerVersion}} {{.Containers}}'");
  expect(info.screen).toMatch(/\d+\.\d+\.\d+\S* 0/);
});

test("a reload and a second tab come back to the same terminal with its text", async ({
  session,
  context,
}) => {
  await session.run("echo remember-$((40 + 2))");
  await session.page.reload();
  await expect.poll(() => session.screen()).toContain("remember-42");

  const second = new SessionPage(await context.newPage());
  await second.page.goto(session.page.url());
  await expect.poll(() => second.screen()).toContain("remember-42");
  await second.run("echo from-the-second");
  await expect.poll(() => session.screen()).toContain("from-the-second");
});

test("terminals are opened, renamed and closed, and each is a shell of its own", async ({
  session,
  page,
}) => {
  await expect(session.terminalTabs).toHaveCount(1);
  await page.getByRole("button", { name: "New terminal" }).click();
  await expect(session.terminalTabs).toHaveCount(2);
  await session.ready();
  await session.run("cd /tmp; pwd");
  await session.terminalTabs.first().click();
  const first = await session.run("pwd");
  expect(first.screen).toContain("/root");
});

test("a session that was ended says so and a new one can be started", async ({ session, page }) => {
  await page.getByRole("button", { name: "End session" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: /^End/ }).click();
  await expect(page.getByText(/has ended/i).first()).toBeVisible();
  expect(session.id).toMatch(/^ses_/);
});

test("the landing page and the session page have no accessibility violation", async ({ landing, page }) => {
  await landing.open();
  const serious = async () => {
    const result = await new AxeBuilder({ page }).exclude(".xterm").exclude(".monaco-editor").analyze();
    return result.violations
      .filter((v) => v.impact === "serious" || v.impact === "critical")
      .map((v) => `${v.id}: ${v.nodes[0]?.html}`);
  };
  expect(await serious()).toEqual([]);
  await landing.start();
  const session = new SessionPage(page);
  await session.ready();
  expect(await serious()).toEqual([]);
  await session.endQuietly();
});
