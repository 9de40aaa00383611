import { expect, test } from "./fixtures.ts";
import { SessionPage } from "./pages/session-page.ts";

test("the keyboard alone leads from the landing page to a file, a build, a run and out of the terminal again", async ({
  landing,
  page,
}) => {
  await landing.open();
  for (let presses = 0; presses < 20; presses++) {
    await page.keyboard.press("Tab");
    if (await landing.startButton.evaluate((button) => button === document.activeElement)) break;
  }
  await expect(landing.startButton).toBeFocused();
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/sessions\/ses_/);
  const session = new SessionPage(page);
  await session.ready();
  const command = async (name: string) => {
    await page.keyboard.press("F1");
    await expect(page.getByPlaceholder("What do you want to do?")).toBeFocused();
    await page.keyboard.type(name);
    await page.keyboard.press("Enter");
    await expect(page.getByPlaceholder("What do you want to do?")).toHaveCount(0);
  };
  const focusIsIn = (selector: string) =>
    page.evaluate((within) => document.activeElement?.closest(within) !== null, selector);
  try {
    await command("make a new file");
    await expect(page.getByRole("textbox", { name: "Name" })).toBeFocused();
    await page.keyboard.type("Dockerfile");
    await page.keyboard.press("Enter");
    await expect(page.locator(".monaco-editor").first()).toBeVisible();
    await command("go to the editor");
    await expect.poll(() => focusIsIn(".monaco-editor")).toBe(true);
    await page.keyboard.type("FROM busybox");
    await page.keyboard.press("Control+S");
    await expect(page.getByRole("tab", { name: "Dockerfile", exact: true })).toBeVisible();

    for (let presses = 0; presses < 6 && !(await focusIsIn(".xterm")); presses++)
      await page.keyboard.press("F6");
    expect(await focusIsIn(".xterm")).toBe(true);
    await page.keyboard.type(
      "docker build -qt keys . && docker run --rm keys echo built-by-$((1+1))-hands\n",
    );
    await expect.poll(() => session.screen(), { timeout: 60_000 }).toContain("built-by-2-hands");
    await page.keyboard.press("F6");
    expect(await focusIsIn(".xterm")).toBe(false);
  } finally {
    await session.endQuietly();
  }
});
