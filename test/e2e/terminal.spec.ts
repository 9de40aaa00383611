import { expect, test } from "./fixtures.ts";

test("text is copied out of a terminal and pasted into it, and lines that would run at once are asked about", async ({
  session,
  page,
  context,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
  const copied = (text: string) => page.evaluate((put) => navigator.clipboard.writeText(put), text);
  await session.run("echo copy-me-42");
  await session.clickText("copy-me-42", 2);
  await page.keyboard.press("Control+Shift+C");
  await expect.poll(clipboard).toContain("copy-me-42");

  await copied("echo pasted-$((40 + 2))");
  await session.type("clear\n");
  await page.keyboard.press("Control+Shift+V");
  await page.keyboard.press("Enter");
  await expect.poll(() => session.screen()).toContain("pasted-42");

  // The prompt brackets pastes: lines wait for Enter, and an escape sequence cannot end the bracket.
  await copied("echo one-$((1 + 1))\x1b[201~\necho two-$((2 + 2))\n");
  await page.getByRole("button", { name: "Paste (Ctrl+Shift+V)" }).click();
  await expect.poll(() => session.screen()).toContain("echo two-$((2 + 2))");
  expect(await session.screen()).not.toContain("one-2");
  await page.keyboard.press("Control+C");

  await session.type("clear; cat\n");
  await expect.poll(() => session.screen()).toBe("");
  await copied("line one\nline two\n");
  await page.keyboard.press("Control+Shift+V");
  const asked = page.getByRole("alertdialog", { name: "Paste 3 lines?" });
  await asked.getByRole("button", { name: "Cancel" }).click();
  await expect(asked).toHaveCount(0);
  await session.type("typed\n");
  await expect.poll(() => session.screen()).toContain("typed\ntyped");
  expect(await session.screen()).not.toContain("line one");
  await page.keyboard.press("Control+D");
});

test("a terminal's text is searched, and Escape leads back to the shell", async ({ session, page }) => {
  await session.run("for i in 1 2 3; do echo needle-$i; done");
  await page.keyboard.press("Control+Shift+F");
  const field = page.getByRole("textbox", { name: "Search in terminal" });
  await field.fill("needle-");
  const found = page.getByRole("search").getByRole("status");
  await expect(found).toHaveText(/^\d of \d$/);
  const shown = Number((await found.textContent())?.split(" ")[0]);
  await field.press("Enter");
  await expect(found).toHaveText(new RegExp(`^${shown - 1} of`));
  await field.press("Shift+Enter");
  await expect(found).toHaveText(new RegExp(`^${shown} of`));
  await field.fill("nothing like it");
  await expect(found).toHaveText("Not found");
  await field.press("Escape");
  await expect(session.terminal.locator("textarea")).toBeFocused();
});

test("screen reader mode and the size of the text are kept over a reload", async ({ session, page }) => {
  const size = () =>
    session.terminal.locator(".xterm-rows").evaluate((rows) => getComputedStyle(rows).fontSize);
  const before = Number.parseFloat(await size());
  await session.terminal.locator("textarea").focus();
  await page.keyboard.press("Control+Shift+Period");
  await page.keyboard.press("Control+Shift+Period");
  await page.keyboard.press("Control+Shift+Comma");
  await expect.poll(async () => Number.parseFloat(await size())).toBe(before + 1);
  const mode = page.getByRole("button", { name: "Screen reader mode" });
  await mode.click();
  await expect(mode).toHaveAttribute("aria-pressed", "true");
  await session.run("echo read-$((20 + 22))-aloud");
  await expect(session.terminal.locator(".xterm-accessibility")).toContainText("read-42-aloud");
  await page.reload();
  await session.ready();
  await expect(mode).toHaveAttribute("aria-pressed", "true");
  await expect(session.terminal.locator(".xterm-accessibility")).toContainText("read-42-aloud");
  expect(Number.parseFloat(await size())).toBe(before + 1);
});

test("an address of the node's own opens its preview, and a disguised one is asked about", async ({
  session,
  page,
}) => {
  await session.run("echo see http://localhost:8080/");
  await session.clickLink("http://localhost:8080/");
  await expect(page.getByRole("region", { name: "Preview" })).toContainText("node1:8080");
  await page.getByRole("button", { name: "Close the preview" }).click();

  const link = (uri: string, text: string) => `printf '\\e]8;;${uri}\\e\\\\${text}\\e]8;;\\e\\\\\\n'`;
  await session.run(
    `${link("https://example.test/x", "harmless-link")}; ${link("javascript:alert(1)", "evil-link")}`,
  );
  await session.clickLink("harmless-link");
  const asked = page.getByRole("alertdialog", { name: "Open this address?" });
  await expect(asked).toContainText("https://example.test/x");
  await asked.getByRole("button", { name: "Cancel" }).click();
  await session.clickText("evil-link");
  await session.run("echo still-here");
  await expect(asked).toHaveCount(0);
  expect(page.context().pages()).toHaveLength(1);
});

test("escape sequences of a program reach neither the clipboard nor the page", async ({
  session,
  page,
  context,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.evaluate(() => navigator.clipboard.writeText("mine"));
  const title = await page.title();
  const evil = [
    "\\e]52;c;ZXZpbA==\\a",
    "\\e]0;<img src=x onerror=alert(1)>\\a",
    "\\e]1337;File=inline=1:AAAA\\a",
    "\\e]777;notify;a;b\\a",
    "\\e[8;5;5t\\e[3;0;0t",
  ];
  const run = await session.run(`printf '${evil.join("")}'; echo done`);
  expect(run.screen).toContain("done");
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe("mine");
  expect(await page.title()).toBe(title);
});

test("a shell that ended says so and a new one is a press away; a busy one is not closed unasked", async ({
  session,
  page,
}) => {
  await session.type("exit 3\n");
  const said = page.getByText("The shell has ended with status 3.");
  await expect(said).toBeVisible();
  await expect(session.terminalTabs.first()).toHaveAccessibleName(/, ended$/);
  await page.getByRole("button", { name: "Open a new terminal" }).click();
  await expect(session.terminalTabs).toHaveCount(2);
  await session.ready();
  await expect(session.terminal.locator("textarea")).toBeFocused();

  await session.type("clear; sleep 1000\n");
  await expect.poll(() => session.screen()).toBe("");
  const busy = session.terminalTabs.last();
  await busy.focus();
  await page.keyboard.press("Delete");
  await session.files.confirm("Cancel");
  await expect(session.terminalTabs).toHaveCount(2);
  await session.terminal.locator("textarea").focus();
  await page.keyboard.press("Control+C");
  await expect.poll(() => session.screen()).toMatch(/# ?$/);
  await busy.focus();
  await page.keyboard.press("Delete");
  await expect(session.terminalTabs).toHaveCount(1);
  await page.getByRole("button", { name: "Close this one" }).click();
  await expect(page.getByText("No terminal is open")).toBeVisible();
});

test("a terminal is renamed by keyboard, and another is a key away", async ({ session, page }) => {
  await session.terminalTabs.first().focus();
  await page.keyboard.press("F2");
  await session.files.answer("builds");
  await expect(session.terminalTabs.first()).toHaveAccessibleName("builds on node1");
  await page.getByRole("button", { name: "New terminal" }).click();
  await expect(session.terminalTabs.nth(1)).toHaveAttribute("aria-selected", "true");
  await session.ready();
  await page.keyboard.press("Alt+PageUp");
  await expect(session.terminalTabs.first()).toHaveAttribute("aria-selected", "true");
  await expect(session.terminal.locator("textarea")).toBeFocused();
});

test("what is typed while the server is away is run once, when it is back", async ({
  session,
  server,
  page,
}) => {
  await session.run("echo before");
  await server.killHard();
  await expect(page.getByText("The connection is gone.")).toBeVisible();
  await session.type("clear; echo typed-away >> log; cat log | sed s/typed/ran/\n");
  await server.start();
  await expect.poll(() => session.screen(), { timeout: 60_000 }).toContain("ran-away");
  const after = await session.run("wc -l < log");
  expect(after.screen).toMatch(/^1$/m);
});

test("a terminal made narrow and wide again keeps its text", async ({ session, page }) => {
  await session.run("seq -f 'row-%03g-0123456789-0123456789-0123456789-0123456789' 20");
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(page.getByRole("toolbar", { name: "Keys" })).toBeVisible();
  await expect.poll(() => session.screen()).toMatch(/row-020/);
  await page.setViewportSize({ width: 1440, height: 900 });
  await expect.poll(() => session.screen()).toContain("row-020-0123456789-0123456789-0123456789-0123456789");
});

test("on a narrow screen the shown keys do what the keyboard of a phone cannot", async ({
  session,
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await session.ready();
  const keys = page.getByRole("toolbar", { name: "Keys" });
  await session.type("sleep 1000\n");
  await expect.poll(() => session.screen()).toMatch(/sleep 1000$/);
  await keys.getByRole("button", { name: "Ctrl" }).click();
  await session.type("c");
  await expect.poll(() => session.screen()).toContain("^C");
  await expect(keys.getByRole("button", { name: "Ctrl" })).toHaveAttribute("aria-pressed", "false");
  await session.type("echo key-$((1+1))\n");
  await expect.poll(() => session.screen()).toContain("key-2");
  await session.type("clear\n");
  await keys.getByRole("button", { name: "Arrow up" }).click();
  await keys.getByRole("button", { name: "Arrow up" }).click();
  await page.keyboard.press("Enter");
  await expect.poll(() => session.screen()).toMatch(/^key-2$/m);
  await session.type("cat /etc/hostn");
  await keys.getByRole("button", { name: "Tab" }).click();
  await expect.poll(() => session.screen()).toContain("/etc/hostname");
});
