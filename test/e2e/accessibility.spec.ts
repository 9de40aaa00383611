import { expect, test } from "./fixtures.ts";
import { SessionPage } from "./pages/session-page.ts";
import { seriousViolations } from "./serious-violations.ts";

for (const colorScheme of ["light", "dark"] as const) {
  test(`no page or state has a serious violation in the ${colorScheme} theme`, async ({ landing, page }) => {
    // A dozen looks at a whole page each.
    test.slow();
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const clean = async (state: string) =>
      expect(await seriousViolations(page), `${state}, ${colorScheme}`).toEqual([]);
    await page.goto("/no-such-page");
    await clean("no such page");
    await landing.open();
    await clean("the start page");
    await landing.start();
    const session = new SessionPage(page);
    const { id } = session;
    try {
      await session.ready();
      await session.run("(python3 -m http.server 8000 > /dev/null 2>&1 &)");
      await page.getByRole("button", { name: "Port 8000 on node1" }).click();
      await expect(page.getByRole("region", { name: "Preview" })).toBeVisible();
      await session.writeFile("Dockerfile", "FROM busybox");
      await clean("a session");
      await page.getByRole("button", { name: /^node1,/ }).click();
      await expect(page.getByRole("menu")).toBeVisible();
      await clean("the menu of a node");
      await page.keyboard.press("Escape");
      await page.keyboard.press("F1");
      await expect(page.getByRole("dialog", { name: "Commands" })).toBeVisible();
      await clean("the palette");
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "End session" }).click();
      await expect(page.getByRole("alertdialog")).toBeVisible();
      await clean("the question before the end");
      await page.keyboard.press("Escape");
      await page.setViewportSize({ width: 390, height: 844 });
      await clean("a session on a phone");
      await landing.open();
      await expect(page.getByRole("link", { name: /^Open the session/ })).toBeVisible();
      await clean("the start page with a session");
    } finally {
      await page.request.delete(`/api/sessions/${id}`);
    }
    await page.goto(`/sessions/${id}`);
    await expect(page.getByRole("heading", { name: "You ended this session" })).toBeVisible();
    await clean("an ended session");
  });
}
