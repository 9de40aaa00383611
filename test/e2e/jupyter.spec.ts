import { expect, test } from "./fixtures.ts";
import { LabPane } from "./pages/lab-pane.ts";
import { SessionPage } from "./pages/session-page.ts";

test("the lab's Jupyter is logged in to within the page, and its kernel computes", async ({ page }) => {
  await page.goto("/labs/jupyter");
  await page.getByRole("button", { name: "Start", exact: true }).click();
  const session = new SessionPage(page);
  await session.ready();
  try {
    const lab = new LabPane(page);
    await session.run("chown -R 1000:100 work");
    await session.run(
      "docker run -d --name notebook -p 8888:8888 -v /root/work:/home/jovyan/work jupyter/minimal-notebook",
      240_000,
    );
    await session.run("until docker logs notebook 2>&1 | grep -q token=; do sleep 1; done", 120_000);
    await session.run(
      "docker logs notebook 2>&1 | grep -o 'token=[0-9a-f]*' | tail -n 1 | cut -d= -f2 > token.txt",
    );
    const token = (await session.readFile("/root/token.txt"))?.trim() ?? "";
    expect(token).toMatch(/^[0-9a-f]{20,}$/);

    await lab.button("Next").or(lab.button(/^Skip/)).click();
    await lab.pane.getByRole("button", { name: "Jupyter" }).first().click();
    const frame = page.frameLocator("iframe[title*='8888']");
    await frame.locator("#password_input").fill(token);
    await frame.getByRole("button", { name: "Log in", exact: true }).click();
    await frame.getByRole("link", { name: "work" }).click();
    await frame.locator("#new-buttons, #new-dropdown-button").first().click();
    await frame.getByText("Python 3 (ipykernel)").click();
    await expect(frame.locator(".kernel_idle_icon")).toBeVisible({ timeout: 120_000 });
    await frame.locator(".CodeMirror").first().click();
    await page.keyboard.type("sum(range(1, 101))");
    await page.keyboard.press("Shift+Enter");
    await expect(frame.locator(".output_result").first()).toContainText("5050");
  } finally {
    await session.endQuietly();
  }
});
