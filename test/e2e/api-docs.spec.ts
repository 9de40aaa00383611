import { expect, test } from "./fixtures.ts";

for (const [colorScheme, width] of [
  ["light", 1440],
  ["dark", 390],
] as const) {
  test(`the API's page is read in ${colorScheme} at ${width} px with no foreign request and no complaint`, async ({
    page,
    server,
  }) => {
    const foreign: string[] = [];
    const complaints: string[] = [];
    page.on("request", (request) => {
      const url = request.url();
      if (!url.startsWith(server.url) && !/^(data|blob):/.test(url)) foreign.push(url);
    });
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    await page.goto("/api/docs");
    await expect(page.getByRole("heading", { name: "Start a session" })).toBeVisible();
    await expect(page.getByText("Refused: what, why and what to do").first()).toBeAttached();
    await expect(page.getByText(/Ask AI|Deploy|Generate SDK/)).toHaveCount(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    expect(foreign).toEqual([]);
    expect(complaints).toEqual([]);
  });
}
