import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pino from "pino";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createLabLibrary, type LabLibrary } from "../../../../server/labs/library/lab-library.ts";
import { createVersionStore } from "../../../../server/labs/library/version-store.ts";
import { loadLabs } from "../../../../server/labs/sources/load-labs.ts";
import { aLabFile, aStepFile } from "../native/native-folder.ts";
import { aLab } from "./a-lab.ts";

let root: string;
let library: LabLibrary | undefined;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "slipway-labs-"));
});
afterEach(async () => {
  await library?.dispose();
  rmSync(root, { recursive: true, force: true });
});

function write(lab: string, title = "A lab"): void {
  mkdirSync(join(root, lab, "steps"), { recursive: true });
  writeFileSync(join(root, lab, "lab.md"), aLabFile().replace("Your first container", title));
  writeFileSync(join(root, lab, "steps/01-x.md"), aStepFile("title: x"));
}
const open = (folders = [join(root, "labs"), join(root, "data/*")], follow = false) => {
  const log = pino({ level: "silent" });
  library = createLabLibrary({ folders, load: loadLabs, log, settleMs: 50, follow });
  return library;
};
const titles = (opened: LabLibrary) => opened.all().map(({ slug, title }) => `${slug}: ${title}`);

it("labs of all folders are there at once, and folders that are absent are no trouble", () => {
  write("labs/one", "One");
  write("data/theirs/two", "Two");
  expect(titles(open([join(root, "labs"), join(root, "data/*"), join(root, "nowhere")]))).toEqual([
    "one: One",
    "two: Two",
  ]);
});

it("a lab that changed has a new text, and the old one for whoever began with it", () => {
  write("labs/one", "Old");
  const opened = open();
  const old = opened.get("one");
  const heard: string[][] = [];
  opened.onChange((slugs) => heard.push(slugs));
  write("labs/one", "New");
  opened.reload();
  expect(opened.get("one")?.title).toBe("New");
  expect(opened.byDigest(old?.digest ?? "")).toBe(old);
  expect(heard).toEqual([["one"]]);
});

it("a reload that changes nothing tells nobody", () => {
  write("labs/one");
  const opened = open();
  const listener = vi.fn();
  opened.onChange(listener);
  opened.reload();
  expect(listener).not.toHaveBeenCalled();
});

it("a lab that is gone is not offered, and goes on for whoever is in it", () => {
  write("labs/one");
  const opened = open();
  const digest = opened.get("one")?.digest ?? "";
  rmSync(join(root, "labs/one"), { recursive: true });
  opened.reload();
  expect(opened.all()).toEqual([]);
  expect(opened.byDigest(digest)?.slug).toBe("one");
});

it("a version that somebody began is there after a new start, though the lab was changed or removed meanwhile", async () => {
  write("labs/one", "Old");
  const versionsFolder = join(root, "versions");
  const log = pino({ level: "silent" });
  const start = () =>
    createLabLibrary({ folders: [join(root, "labs")], load: loadLabs, versionsFolder, log, follow: false });
  const first = start();
  const old = first.get("one");
  first.keep(old?.digest ?? "");
  await first.dispose();
  write("labs/one", "New");
  library = start();
  expect(library.get("one")?.title).toBe("New");
  expect(library.byDigest(old?.digest ?? "")).toEqual(old);
  expect(library.byDigest("0".repeat(64))).toBeUndefined();
  expect(library.byDigest("../../etc/passwd")).toBeUndefined();
});

it("a kept version that is damaged is not given, and old ones are forgotten", () => {
  const folder = join(root, "versions");
  const log = pino({ level: "silent" });
  const lab = aLab();
  createVersionStore(folder, log).keep(lab);
  expect(createVersionStore(folder, log).read(lab.digest)?.title).toBe(lab.title);
  const later = createVersionStore(folder, log, () => Date.now() + 61 * 24 * 3600_000);
  expect(later.read(lab.digest)).toBeUndefined();
  later.keep(lab);
  writeFileSync(join(folder, `${lab.digest}.lab`), "x");
  expect(later.read(lab.digest)).toBeUndefined();
});

it("changes on disk are followed: a new lab, a new text, a new collection", async () => {
  write("labs/one", "Old");
  mkdirSync(join(root, "data"));
  const opened = open(undefined, true);
  // The watcher has no word for being ready that the library tells: a change is made until it is heard.
  await vi.waitFor(
    () => {
      write("labs/one", `New ${Date.now()}`);
      return vi.waitFor(() => expect(titles(opened)[0]).toContain("New"), { timeout: 400 });
    },
    { timeout: 10_000 },
  );
  write("prepared/two", "Two");
  cpSync(join(root, "prepared"), join(root, "data/.copying"), { recursive: true });
  renameSync(join(root, "data/.copying"), join(root, "data/theirs"));
  await vi.waitFor(() => expect(titles(opened)).toContain("two: Two"), { timeout: 5000 });
});
