import { expect, test } from "./fixtures.ts";
import { SessionPage } from "./pages/session-page.ts";

test("Start gives a terminal on a Docker Engine of one's own", async ({ session }) => {
  const run = await session.run("docker run --rm hello-world");
  expect(run.status).toBe(0);
  const info = await session.run("docker info -f '{{.ServerVersion}} {{.Containers}}'");
  expect(info.screen).toMatch(/\d+\.\d+\.\d+\S* 0/);
});

test("the start page shows a running session, leads back to it and ends it", async ({
  session,
  landing,
  page,
}) => {
  const { id } = session;
  await landing.open();
  await expect(page.getByText(/\d+ min left/).last()).toBeVisible();
  await page.getByRole("link", { name: /^Open the session begun at/ }).click();
  await page.waitForURL(new RegExp(id));
  await session.ready();
  await landing.open();
  const end = page.getByRole("button", { name: /^End the session begun at/ });
  await end.click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Cancel" }).click();
  await expect(end).toBeFocused();
  await end.click();
  await page.getByRole("alertdialog").getByRole("button", { name: "End session" }).click();
  await expect(end).toHaveCount(0);
  expect((await (await page.request.get(`/api/sessions/${id}`)).json()).endReason).toBe("asked");
  await page.goto(`/sessions/${id}`);
  await expect(page.getByRole("heading", { name: "You ended this session" })).toBeVisible();
});

test("an address that leads nowhere says so in Slipway's own words", async ({ page }) => {
  expect((await page.goto("/no-such-page"))?.status()).toBe(404);
  await expect(page.getByRole("heading", { name: "There is no such page" })).toBeVisible();
  await expect(page).toHaveTitle("No such page · Slipway");
  await page.goto("/sessions/rubbish");
  await expect(page.getByRole("heading", { name: "There is no such session" })).toBeVisible();
  await page.goto("/sessions/ses_0000000000000000");
  await expect(page.getByRole("heading", { name: "There is no such session" })).toBeVisible();
  await page.getByRole("link", { name: "To the start page" }).click();
  await expect(page.getByRole("heading", { name: /Docker playground/ })).toBeVisible();
});

test("the chosen dark theme is there before the first paint of a reload", async ({ landing, page }) => {
  await landing.open();
  await page.getByRole("button", { name: "Use the dark theme" }).click();
  await page.addInitScript(() => {
    // What the theme is when the body appears: only then can something be painted.
    new MutationObserver((_changes, observer) => {
      if (!document.body) return;
      observer.disconnect();
      window.name = `theme at first: ${document.documentElement.dataset.theme}`;
    }).observe(document, { childList: true, subtree: true });
  });
  await page.reload();
  await expect(page.getByRole("button", { name: "Use the light theme" })).toBeVisible();
  expect(await page.evaluate(() => window.name)).toBe("theme at first: dark");
});

test("without JavaScript the start page says what is missing", async ({ browser, server }) => {
  const plain = await browser.newContext({ baseURL: server.url, javaScriptEnabled: false });
  try {
    const page = await plain.newPage();
    await page.goto("/");
    // Not by its text alone: that search passes over noscript.
    const said = page.locator("noscript p");
    await expect(said).toBeVisible();
    await expect(said).toContainText("Slipway needs JavaScript");
    await expect(page.getByRole("button", { name: "Start" })).toBeHidden();
  } finally {
    await plain.close();
  }
});

test("a start page whose server is away says so and goes on by itself", async ({ landing, page, server }) => {
  await landing.open();
  await expect(page.getByText("Ready when you are.")).toBeVisible();
  await server.killHard();
  await landing.startButton.click();
  await expect(page.getByRole("alert").filter({ hasText: "cannot be reached" })).toBeVisible();
  await server.start();
  await expect(page.getByText("Ready when you are.")).toBeVisible();
  await landing.start();
  const session = new SessionPage(page);
  await session.ready();
  await session.endQuietly();
});

test("what is loaded before Start is little, and the editor is not in it", async ({ page }) => {
  const scripts: { url: string; body: Promise<string> }[] = [];
  page.on("response", (response) => {
    if (response.url().endsWith(".js")) scripts.push({ url: response.url(), body: response.text() });
  });
  await page.goto("/");
  const ahead = /createTerminalStream|xterm-helper-textarea/;
  await expect
    .poll(async () => (await Promise.all(scripts.map(({ body }) => body))).some((text) => ahead.test(text)))
    .toBe(true);
  const bodies = await Promise.all(scripts.map(({ body }) => body));
  expect(bodies.some((text) => text.includes("monaco-editor-overlaymessage"))).toBe(false);
  expect(scripts.length).toBeLessThan(30);
});
