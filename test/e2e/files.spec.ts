import { truncate, writeFile } from "node:fs/promises";
import { expect, test } from "./fixtures.ts";

test("files are made with the folders on the way, renamed, moved and deleted by keyboard", async ({
  session,
  page,
}) => {
  const { files, editor } = session;
  await files.tool("New file").click();
  await files.answer("app/src/main.py");
  await expect(editor.activeTab).toHaveAccessibleName("main.py");
  await expect.poll(() => session.readFile("/root/app/src/main.py")).toBe("");
  await editor.typeAtEnd("print(1)");

  await files.item("app").focus();
  await page.keyboard.press("ArrowRight");
  await expect(files.item("src")).toBeVisible();
  await page.keyboard.press("ArrowRight");
  await expect(files.item("src")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(files.item("main.py")).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await expect(files.item("main.py")).toBeFocused();
  await page.keyboard.press("F2");
  await files.answer("../app.py");
  await expect(files.item("main.py")).toHaveCount(0);
  await expect.poll(() => session.readFile("/root/app/app.py")).toBe("");
  await expect(editor.activeTab).toHaveAccessibleName("app.py, unsaved");

  await files.tool("New file").click();
  await files.answer("/root/app/app.py");
  await expect(page.getByText("A file or folder of that name exists already.")).toBeVisible();

  await files.item("app").focus();
  await page.keyboard.press("Delete");
  await files.confirm("Delete");
  await expect(files.item("app")).toHaveCount(0);
  await expect(editor.tabs).toHaveCount(0);
  await expect.poll(() => session.readFile("/root/app/app.py")).toBeNull();
});

test("files are uploaded by choice and by drop, and what cannot be is said", async ({
  session,
  page,
}, testInfo) => {
  const { files } = session;
  const picker = page.getByLabel("Files to upload");
  const upload = (name: string, buffer: Buffer) =>
    picker.setInputFiles({ name, mimeType: "application/octet-stream", buffer });
  await upload("a b.bin", Buffer.from("first"));
  await expect.poll(() => session.readFile("/root/a b.bin")).toBe("first");
  await upload("a b.bin", Buffer.from("second"));
  await files.confirm("Replace");
  await expect.poll(() => session.readFile("/root/a b.bin")).toBe("second");
  const huge = testInfo.outputPath("huge.bin");
  await writeFile(huge, "");
  await truncate(huge, 33 * 1024 * 1024);
  await picker.setInputFiles(huge);
  await expect(page.getByRole("list", { name: "Uploads" }).getByRole("alert")).toContainText("32 MB");
  await page.getByRole("button", { name: "Dismiss huge.bin" }).click();

  await session.run("mkdir inbox");
  const transfer = await page.evaluateHandle(() => {
    const made = new DataTransfer();
    made.items.add(new File(["dropped"], "dropped.txt"));
    return made;
  });
  await files.item("inbox").dispatchEvent("drop", { dataTransfer: transfer });
  await expect.poll(() => session.readFile("/root/inbox/dropped.txt")).toBe("dropped");
});

test("an upload that is refused says why and the next one works", async ({ session, page }) => {
  const picker = page.getByLabel("Files to upload");
  await page.route("**/files/content**", (route) =>
    route.request().method() === "PUT" ? route.abort() : route.continue(),
  );
  const file = { name: "x.txt", mimeType: "text/plain", buffer: Buffer.from("x") };
  await picker.setInputFiles(file);
  const list = page.getByRole("list", { name: "Uploads" });
  await expect(list.getByRole("alert")).toContainText("cannot be reached");
  await page.unroute("**/files/content**");
  await picker.setInputFiles(file);
  await expect.poll(() => session.readFile("/root/x.txt")).toBe("x");
});

test("strange names are shown as what they are, and nothing in them runs", async ({ session, page }) => {
  const names = [
    "<img src=x onerror=alert(1)>",
    "a  'b' \"c\" $(id)",
    "مرحبا.txt",
    "🚀.txt",
    "n".repeat(255),
    ".hidden",
  ];
  let alerts = 0;
  page.on("dialog", (dialog) => {
    alerts += 1;
    void dialog.dismiss();
  });
  for (const name of names) await session.putFile(`/root/${name}`, `${name}\n`);
  await session.putFile("/root/\u202egpj.sh", "x\n");
  await session.run("touch \"$(printf 'two\\nlines')\"; touch last");
  await expect(session.files.item("last")).toBeVisible();
  for (const name of names) await expect(session.files.item(name)).toBeVisible();
  await expect(session.files.item("\\u202egpj.sh")).toBeVisible();
  await expect(page.getByRole("treeitem", { name: "two" })).toHaveCount(0);
  for (const name of names.slice(0, 2)) {
    await session.files.item(name).click();
    await expect(session.editor.activeTab).toHaveAccessibleName(name);
  }
  expect(alerts).toBe(0);
});

test("a folder of 6000 files is walked from end to end, and says that it holds more", async ({
  session,
  page,
}) => {
  await session.run("mkdir many && cd many && seq -f 'file-%05g' 6000 | xargs touch; cd");
  await session.files.item("many").click();
  await expect(page.getByText("holds more than is shown: 5000 entries")).toBeVisible();
  await page.keyboard.press("End");
  await page.keyboard.press("Home");
  await page.keyboard.press("End");
  const focused = () =>
    page.evaluate(() => {
      const item = document.activeElement;
      const box = item?.getBoundingClientRect();
      const pane = item?.closest("[data-pane]")?.getBoundingClientRect();
      const inView = box && pane && box.top >= pane.top && box.bottom <= pane.bottom + 1;
      return `${item?.getAttribute("role")} ${inView ? "in view" : "out of view"}`;
    });
  await expect.poll(focused).toBe("treeitem in view");
  expect(await page.getByRole("treeitem").count()).toBeLessThan(150);
});

test("the whole disk can be shown, links to folders open, and what vanishes goes", async ({
  session,
  page,
}) => {
  const { files } = session;
  await session.run(
    "mkdir -p real/inner && touch real/inner/seen && ln -s real/inner link && ln -s nowhere lost",
  );
  await files.item("link").click();
  await expect(files.item("seen")).toBeVisible();
  await files.item("lost").click();
  await expect(page.getByText("There is no such file or folder.")).toBeVisible();
  await session.run("rm -r real link lost");
  await expect(files.item("link")).toHaveCount(0);
  await expect(files.item("real")).toHaveCount(0);

  await session.run("echo at-the-top > /aaa.txt");
  await page.getByLabel("Folder shown").selectOption("/");
  await expect(files.item("etc")).toBeVisible();
  await files.open("aaa.txt");
  await session.editor.shows("at-the-top");
});
