import { expect, test } from "./fixtures.ts";
import { SessionPage } from "./pages/session-page.ts";

test("the keyboard alone leads from the landing page to docker run and out of the terminal again", async ({
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
  try {
    const inTerminal = () =>
      page.evaluate(() => document.activeElement?.classList.contains("xterm-helper-textarea") ?? false);
    for (let presses = 0; presses < 6 && !(await inTerminal()); presses++) await page.keyboard.press("F6");
    expect(await inTerminal()).toBe(true);
    await page.keyboard.type("docker run --rm hello-world; echo end-of-$((1+1))\n");
    await expect.poll(() => session.screen(), { timeout: 30_000 }).toContain("end-of-2");
    await page.keyboard.press("F6");
    expect(await inTerminal()).toBe(false);
  } finally {
    await session.endQuietly();
  }
});
