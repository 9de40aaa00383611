import { readFile } from "node:fs/promises";
import { expect, test } from "./fixtures.ts";
import { SessionPage } from "./pages/session-page.ts";

const SAMPLES = {
  Dockerfile: 'FROM debian\n# base\nENV A="b"\n',
  "compose.yaml": "services:\n  web: # one\n    image: nginx\n",
  "run.sh": '#!/bin/sh\nif true; then echo "x"; fi\n',
  "app.py": 'import os\ndef f():\n    return "x"  # y\n',
  "data.json": '{ "a": 1, }\n',
  "app.js": 'const a = "x"; // y\n',
  "README.md": "# Title\n\nSome *words* and `code`.\n",
};

test("seven kinds of files are coloured by our own scripts alone, without a complaint of the browser", async ({
  session,
  page,
  server,
}) => {
  const foreign: string[] = [];
  const complaints: string[] = [];
  page.on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol.startsWith("http") && origin !== server.url) foreign.push(request.url());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  for (const [name, text] of Object.entries(SAMPLES)) await session.putFile(`/root/${name}`, text);
  for (const [name, text] of Object.entries(SAMPLES)) {
    await session.files.open(name);
    const firstWord = text.split(/[\s"]/)[0] ?? "";
    await session.editor.shows(firstWord);
    const colours = () =>
      session.editor.lines
        .locator("span[class^='mtk']")
        .evaluateAll((spans) => new Set(spans.map((span) => getComputedStyle(span).color)).size);
    await expect.poll(colours, { message: name }).toBeGreaterThan(1);
  }
  await session.editor.tab("data.json").click();
  await expect(page.locator(".squiggly-error, .squiggly-warning").first()).toBeAttached();
  expect(foreign).toEqual([]);
  expect(complaints).toEqual([]);
});

test("unsaved text is marked, Ctrl+S saves it, and closing it unsaved asks", async ({ session, page }) => {
  const { editor, files } = session;
  await session.openFile("notes.txt", "one\n");
  await editor.typeAtEnd("two");
  await expect(editor.activeTab).toHaveAccessibleName("notes.txt, unsaved");
  await editor.save();
  expect(await session.readFile("/root/notes.txt")).toBe("one\ntwo");

  await editor.typeAtEnd("!");
  await page.keyboard.press("Alt+Shift+W");
  await page.getByRole("alertdialog").getByRole("button", { name: "Cancel" }).click();
  await expect(editor.tabs).toHaveCount(1);
  await editor.enter();
  await page.keyboard.press("Alt+Shift+W");
  await files.confirm("Close without saving");
  await expect(page.getByText("No file is open")).toBeVisible();
  expect(await session.readFile("/root/notes.txt")).toBe("one\ntwo");
});

test("what is pasted, its indentation and a file's line ends stay as they were", async ({
  session,
  page,
}) => {
  const { editor } = session;
  const code = "class A:\n        def f(self):\n            if True:\n\t\t\treturn 1\n\n    x = 2\n";
  await session.writeFile("pasted.py", code);
  expect(await session.readFile("/root/pasted.py")).toBe(code);

  await session.openFile("windows.txt", "one\r\ntwo\r\n");
  await editor.typeAtEnd("three");
  await page.keyboard.press("Enter");
  await editor.save();
  expect(await session.readFile("/root/windows.txt")).toBe("one\r\ntwo\r\nthree\r\n");

  await session.openFile("Makefile", "all:\n");
  await editor.typeAtEnd("");
  await page.keyboard.press("Tab");
  await page.keyboard.type("true");
  await editor.save();
  expect(await session.readFile("/root/Makefile")).toBe("all:\n\ttrue");
});

test("a change on disk is followed where nothing was typed, and a file that is gone is said", async ({
  session,
  page,
}) => {
  const { editor } = session;
  await session.openFile("shared.txt", "first\n");
  await editor.shows("first");
  await session.putFile("/root/shared.txt", "second\r\n");
  await editor.shows("second");
  await expect(editor.activeTab).toHaveAccessibleName("shared.txt");

  await session.run("rm shared.txt");
  await expect(page.getByText("This file was deleted on disk.")).toBeVisible();
  await editor.enter();
  await editor.save();
  expect(await session.readFile("/root/shared.txt")).toBe("second\r\n");
});

test("a change on disk under unsaved text is overwritten only when the person says so", async ({
  session,
  page,
}) => {
  const { editor } = session;
  await session.openFile("shared.txt", "first\n");
  await editor.typeAtEnd("mine");
  await session.putFile("/root/shared.txt", "theirs\n");
  const said = page.getByRole("alert").filter({ hasText: "changed on disk" });
  await expect(said).toBeVisible();
  await page.keyboard.press("Control+S");
  await expect(said).toContainText("Not saved");
  expect(await session.readFile("/root/shared.txt")).toBe("theirs\n");
  await said.getByRole("button", { name: "Compare" }).click();
  await expect(page.locator(".monaco-diff-editor")).toContainText("theirs");
  await said.getByRole("button", { name: "Keep mine" }).click();
  await editor.enter();
  await editor.save();
  expect(await session.readFile("/root/shared.txt")).toBe("first\nmine");

  await editor.typeAtEnd(" again");
  await session.putFile("/root/shared.txt", "last\n");
  await said.getByRole("button", { name: "Take the one on disk" }).click();
  await editor.shows("last");
  await expect(editor.activeTab).toHaveAccessibleName("shared.txt");
});

test("unsaved text, the open files and the one in view come back after a reload", async ({
  session,
  page,
}) => {
  const { editor } = session;
  for (const name of ["a.txt", "b.txt", "c.txt"]) {
    await session.openFile(name, `${name}\n`);
  }
  await editor.tab("b.txt").click();
  await editor.shows("b.txt");
  await editor.typeAtEnd("not saved yet");
  await expect
    .poll(() => page.evaluate(() => Object.values(localStorage).join("").includes("not saved yet")))
    .toBe(true);
  await page.reload();
  await expect(editor.tabs).toHaveCount(3);
  await expect(editor.activeTab).toHaveAccessibleName("b.txt, unsaved");
  await editor.shows("not saved yet");
  expect(await session.readFile("/root/b.txt")).toBe("b.txt\n");
});

test("a save that fails keeps the text and says what to do", async ({ session, page }) => {
  const { editor, files } = session;
  const made = await session.run(
    "mkdir small && mount -t tmpfs -o size=256k tmpfs small && echo x > small/f.txt && ! head -c 1M /dev/zero > small/filler",
  );
  expect(made.status).toBe(0);
  await files.item("small").click();
  await files.open("f.txt");
  await editor.pasteOverAll("0123456789\n".repeat(5_000));
  await page.keyboard.press("Control+S");
  const said = page.getByRole("alert").filter({ hasText: "disk is full" });
  await expect(said).toBeVisible();
  await expect(editor.activeTab).toHaveAccessibleName("f.txt, unsaved");
  expect(await session.readFile("/root/small/f.txt")).toBe("x\n");
  await session.run("rm small/filler");
  await said.getByRole("button", { name: "Save again" }).click();
  await expect(editor.activeTab).toHaveAccessibleName("f.txt");
  await expect(said).toHaveCount(0);

  await page.route("**/files/content**", (route) => route.abort());
  await editor.typeAtEnd("offline");
  await page.keyboard.press("Control+S");
  await expect(page.getByRole("alert").filter({ hasText: "cannot be reached" })).toBeVisible();
  await page.unroute("**/files/content**");
  await page.getByRole("button", { name: "Save again" }).click();
  await expect(editor.activeTab).toHaveAccessibleName("f.txt");
});

test("files that are no text or larger than 5 MB are not opened, and can be downloaded", async ({
  session,
  page,
}) => {
  const { files } = session;
  const binary = Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 255]);
  await session.putFile("/root/big.log", Buffer.alloc(5 * 1024 * 1024 + 1, "x"));
  await session.openFile("tool.bin", binary);
  await expect(page.getByText("This file is not text")).toBeVisible();
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download tool.bin" }).click();
  expect(await readFile(await (await download).path())).toEqual(binary);

  await files.item("big.log").click();
  const large = page.waitForEvent("download");
  await files.confirm("Download");
  expect((await readFile(await (await large).path())).length).toBe(5 * 1024 * 1024 + 1);
});

test("the keyboard goes from file to file and closes them, and the focus stays in the editor", async ({
  session,
  page,
}) => {
  const { editor } = session;
  for (const name of ["a.txt", "b.txt", "c.txt"]) {
    await session.openFile(name, `${name}\n`);
  }
  await editor.enter();
  await page.keyboard.press("Alt+PageDown");
  await expect(editor.activeTab).toHaveAccessibleName("a.txt");
  await page.keyboard.press("Alt+PageUp");
  await expect(editor.activeTab).toHaveAccessibleName("c.txt");
  await page.keyboard.press("Alt+Shift+W");
  await expect(editor.activeTab).toHaveAccessibleName("b.txt");
  await expect.poll(() => editor.hasFocus()).toBe(true);

  await editor.activeTab.focus();
  await page.keyboard.press("ArrowLeft");
  await expect(editor.activeTab).toHaveAccessibleName("a.txt");
  await expect(editor.activeTab).toBeFocused();
  await page.keyboard.press("Delete");
  await expect(editor.tabs).toHaveCount(1);
  await expect.poll(() => editor.hasFocus()).toBe(true);
});

test("two tabs that edit one file lose nothing unasked", async ({ session, context }) => {
  await session.openFile("both.txt", "start\n");
  const second = new SessionPage(await context.newPage());
  await second.page.goto(session.page.url());
  await second.editor.shows("start");
  await second.editor.typeAtEnd("second");
  await session.page.bringToFront();
  await session.editor.typeAtEnd("first");
  await session.editor.save();
  await second.page.bringToFront();
  await expect(second.page.getByRole("alert").filter({ hasText: "changed on disk" })).toBeVisible();
  await second.editor.shows("second");
  expect(await session.readFile("/root/both.txt")).toBe("start\nfirst");
});
