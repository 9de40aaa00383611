import { expect, test } from "./fixtures.ts";
import { SessionPage } from "./pages/session-page.ts";

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

test("a second tab begins with the layout of the first, and then neither disturbs the other", async ({
  session,
  page,
  context,
}) => {
  await session.writeFile("notes.txt", "one");
  await session.run("(python3 -m http.server 8000 > /dev/null 2>&1 &)");
  await page.getByRole("button", { name: "Port 8000 on node1" }).click();
  const preview = (of: typeof page) => of.getByRole("region", { name: "Preview" });
  await expect(preview(page)).toBeVisible();
  const line = page.getByRole("separator", { name: "Width of the files" });
  await line.focus();
  const before = await line.getAttribute("aria-valuenow");
  await page.keyboard.press("ArrowRight");
  await expect(line).not.toHaveAttribute("aria-valuenow", before ?? "");
  const chosen = await line.getAttribute("aria-valuenow");

  const second = await context.newPage();
  await second.goto(page.url());
  await expect(second.getByRole("tab", { name: "notes.txt", selected: true })).toBeVisible();
  await expect(preview(second)).toBeVisible();
  await expect(second.getByRole("separator", { name: "Width of the files" })).toHaveAttribute(
    "aria-valuenow",
    chosen ?? "",
  );
  await second.getByRole("button", { name: "Close the preview" }).click();
  await expect(preview(second)).toHaveCount(0);
  await page.reload();
  await expect(preview(page)).toBeVisible();
  await expect(page.getByRole("tab", { name: "notes.txt", selected: true })).toBeVisible();
});

test("a line between panes is reset by a double click", async ({ session, page }) => {
  expect(session.id).toMatch(/^ses_/);
  for (const name of ["Width of the files", "Height of the editor"]) {
    const line = page.getByRole("separator", { name });
    const first = Number(await line.getAttribute("aria-valuenow"));
    await line.focus();
    await page.keyboard.press(name.startsWith("Width") ? "ArrowRight" : "ArrowDown");
    await expect.poll(async () => Number(await line.getAttribute("aria-valuenow"))).toBeGreaterThan(first);
    // A line is one pixel wide; what takes the pointer is wider, and not the line itself.
    const { x, y, width, height } = (await line.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    await page.mouse.dblclick(x + width / 2, y + height / 2);
    await expect
      .poll(async () => Math.abs(Number(await line.getAttribute("aria-valuenow")) - first))
      .toBeLessThan(1);
  }
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

test("a session that was ended says by whom, and another is started from there", async ({
  session,
  page,
}) => {
  const { id } = session;
  const end = page.getByRole("button", { name: "End session" });
  await end.click();
  await page.keyboard.press("Escape");
  await expect(end).toBeFocused();
  await end.click();
  await page.getByRole("alertdialog").getByRole("button", { name: /^End/ }).click();
  await expect(page.getByRole("heading", { name: "You ended this session" })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("heading", { name: "You ended this session" })).toBeVisible();
  await page.getByRole("button", { name: "Start another" }).click();
  await page.waitForURL((url) => /ses_/.test(url.pathname) && !url.pathname.includes(id));
  await session.ready();
});

test("the palette finds an action by its name and does it", async ({ session, page }) => {
  await page.getByRole("button", { name: "Extend" }).focus();
  await page.keyboard.press("Control+K");
  await page.getByPlaceholder("What do you want to do?").fill("open a terminal");
  await page.keyboard.press("Enter");
  await expect(session.terminalTabs).toHaveCount(2);
  await page.keyboard.press("F1");
  await page.getByPlaceholder("What do you want to do?").fill("keyboard's keys");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: "Keyboard" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.getByRole("button", { name: "Extend" }).focus();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Extend" })).toBeFocused();
});

test("a phone's width is enough: start, terminal, file and preview, with nothing wider than the page", async ({
  landing,
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await landing.open();
  const session = new SessionPage(page);
  /** Overflow to the side, and what is too small for a finger. */
  const faults = () =>
    page.evaluate(() => {
      const root = document.documentElement;
      const wide = root.scrollWidth > root.clientWidth ? [`${root.scrollWidth} px wide`] : [];
      const targets = [...document.querySelectorAll<HTMLElement>("button, a[href], [role=tab], input")];
      const small = targets.filter((target) => {
        if (target.closest(".monaco-editor, .xterm") || !target.checkVisibility()) return false;
        const { width, height } = target.getBoundingClientRect();
        return width > 0 && (width < 24 || height < 24);
      });
      return [...wide, ...small.map((target) => target.outerHTML.slice(0, 120))];
    });
  expect(await faults()).toEqual([]);
  await landing.start();
  try {
    await session.ready();
    expect(await faults()).toEqual([]);
    await session.run("echo 'FROM busybox' > Dockerfile; (python3 -m http.server 8000 > /dev/null 2>&1 &)");

    const keyboardPx = 300;
    const bottom = () =>
      session.terminal.evaluate((terminal) => Math.round(terminal.getBoundingClientRect().bottom));
    const bottomBefore = await bottom();
    await page.evaluate((covered) => {
      Object.defineProperty(visualViewport, "height", { value: innerHeight - covered, configurable: true });
      visualViewport?.dispatchEvent(new Event("resize"));
    }, keyboardPx);
    await expect.poll(bottom).toBeLessThanOrEqual(844 - keyboardPx);
    await page.evaluate(() => {
      Reflect.deleteProperty(visualViewport ?? {}, "height");
      visualViewport?.dispatchEvent(new Event("resize"));
    });
    await expect.poll(bottom).toBe(bottomBefore);

    await page.getByRole("tab", { name: "Files" }).click();
    await page.getByRole("treeitem", { name: "Dockerfile" }).click();
    await expect(page.getByRole("tab", { name: "Editor", selected: true })).toBeVisible();
    await expect(page.locator(".monaco-editor").getByText("busybox")).toBeVisible();
    expect(await faults()).toEqual([]);

    await page.getByRole("button", { name: "Port 8000 on node1" }).click();
    await expect(
      page.frameLocator("iframe[title*='8000']").getByRole("link", { name: "Dockerfile" }),
    ).toBeVisible();
    expect(await faults()).toEqual([]);
    await page.setViewportSize({ width: 844, height: 390 });
    await page.getByRole("tab", { name: "Terminal", exact: true }).click();
    await session.ready();
    expect(await faults()).toEqual([]);
  } finally {
    await session.endQuietly();
  }
});
