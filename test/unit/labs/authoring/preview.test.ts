import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pino from "pino";
import { afterEach, beforeEach, expect, it } from "vitest";
import {
  type PreviewServer,
  startPreviewServer,
} from "../../../../server/labs/authoring/preview/preview-server.ts";
import { aLabFile, aStepFile } from "../native/native-folder.ts";

let folder: string;
let server: PreviewServer;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "slipway-preview-"));
  mkdirSync(join(folder, "steps"));
  mkdirSync(join(folder, "images"));
  writeFileSync(join(folder, "images/a.svg"), "<svg/>");
  writeFileSync(join(folder, "lab.md"), aLabFile("", "![A](images/a.svg) <script>alert(1)</script>"));
  writeFileSync(join(folder, "steps/01-x.md"), aStepFile("title: Do <b>this</b>", "```bash\ndocker ps\n```"));
  server = await startPreviewServer({ path: folder, port: 0, log: pino({ level: "silent" }) });
});
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});
const page = async (path = "") => (await fetch(server.url + path)).text();

it("a lab's texts are shown with what its blocks do, its pictures, and nothing that runs", async () => {
  const html = await page();
  expect(html).toContain("<h1>Your first container</h1>");
  expect(html).toContain("Do &lt;b&gt;this&lt;/b&gt;");
  expect(html).toContain("<code>docker ps</code>");
  expect(html).not.toContain("<script>alert");
  const picture = /src="\/(api\/labs\/[^"]+)"/.exec(html)?.[1] ?? "";
  const response = await fetch(server.url + picture);
  expect([response.headers.get("content-type"), await response.text()]).toEqual(["image/svg+xml", "<svg/>"]);
});

it("what is wrong is told on the page", async () => {
  expect(await page()).toContain("HTML&#39;s script has no place in a lab");
});

it("a page is told to reload when its lab changes", { timeout: 20_000 }, async () => {
  const changes = await fetch(`${server.url}changes`);
  const reader = changes.body?.getReader();
  if (!reader) throw new Error("no stream");
  const told = (async () => {
    for (let text = ""; ; ) {
      const { value, done } = await reader.read();
      text += new TextDecoder().decode(value);
      if (text.includes("data: changed")) return true;
      if (done) return false;
    }
  })();
  const before = readFileSync(join(folder, "lab.md"), "utf8");
  // The watcher may not have begun yet: an author saves again, too.
  let count = 0;
  const saving = setInterval(() => {
    count += 1;
    writeFileSync(join(folder, "lab.md"), before.replace("Your first container", `Changed ${count}`));
  }, 300);
  expect(await told).toBe(true);
  clearInterval(saving);
  await reader.cancel();
  expect(await page()).toContain("Changed");
});

it("several labs are listed, and a folder without labs says so", async () => {
  const other = mkdtempSync(join(tmpdir(), "slipway-preview-"));
  const empty = await startPreviewServer({ path: other, port: 0, log: pino({ level: "silent" }) });
  expect(await (await fetch(empty.url)).text()).toContain("There is no lab here yet");
  await empty.close();
  for (const name of ["one", "two"]) cpSync(folder, join(other, name), { recursive: true });
  const both = await startPreviewServer({ path: other, port: 0, log: pino({ level: "silent" }) });
  expect(await (await fetch(both.url)).text()).toMatch(/href="\/labs\/one".*href="\/labs\/two"/);
  await both.close();
  rmSync(other, { recursive: true });
});

it("a page of another name for this machine is refused", async () => {
  const { port } = new URL(server.url);
  const status = await new Promise((resolve, reject) => {
    const sent = request({ port, host: "127.0.0.1", headers: { host: "evil.example" } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on("error", reject).end();
  });
  expect(status).toBe(421);
});
