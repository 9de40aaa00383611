import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { folderBelow } from "../../../../server/labs/sources/folder-below.ts";
import { folderInMemory } from "../../../../server/labs/sources/folder-in-memory.ts";
import { folderOnDisk } from "../../../../server/labs/sources/folder-on-disk.ts";
import { sourceLimits } from "../../../../server/labs/sources/source-limits.ts";
import { refusal } from "./refusal.ts";

describe("folderInMemory", () => {
  it("gives what it was given, sorted, and text without byte order mark and carriage returns", () => {
    const folder = folderInMemory({ "b.md": "\uFEFFone\r\ntwo\rthree", "a.bin": new Uint8Array([1, 2]) });
    expect(folder.paths()).toEqual(["a.bin", "b.md"]);
    expect(folder.text("b.md")).toBe("one\ntwo\nthree");
    expect(folder.read("a.bin")).toEqual(new Uint8Array([1, 2]));
    expect(folder.has("c")).toBe(false);
    expect(() => folder.read("c")).toThrow("no file c");
  });
});

describe("folderBelow", () => {
  it("shows only what is below, by shorter paths", () => {
    const folder = folderBelow(folderInMemory({ "a/b/c.md": "c", "a/bc.md": "x", "d.md": "d" }), "a/b");
    expect(folder.paths()).toEqual(["c.md"]);
    expect(folder.text("c.md")).toBe("c");
    expect(folder.has("../bc.md")).toBe(false);
  });
});

describe("folderOnDisk", () => {
  let root: string;
  let outside: string;
  beforeEach(() => {
    const base = mkdtempSync(join(tmpdir(), "slipway-folder-"));
    root = join(base, "labs");
    outside = join(base, "outside");
    mkdirSync(join(root, "one"), { recursive: true });
    mkdirSync(outside);
    writeFileSync(join(root, "one/lab.md"), "text");
    writeFileSync(join(outside, "secret"), "secret");
  });
  afterEach(() => rmSync(join(root, ".."), { recursive: true, force: true }));

  it("reads files and what may be executed, and leaves version control out", () => {
    writeFileSync(join(root, "one/run.sh"), "#!/bin/sh", { mode: 0o755 });
    mkdirSync(join(root, ".git"));
    writeFileSync(join(root, ".git/config"), "x");
    const folder = folderOnDisk(root);
    expect(folder.paths()).toEqual(["one/lab.md", "one/run.sh"]);
    expect(folder.text("one/lab.md")).toBe("text");
    expect(folder.isExecutable("one/run.sh")).toBe(true);
  });

  it("follows a link to a file inside, and none that leads out, to a folder, or nowhere", () => {
    mkdirSync(join(root, ".git"));
    writeFileSync(join(root, ".git/config"), "x");
    symlinkSync("one/lab.md", join(root, "good.md"));
    symlinkSync("../outside/secret", join(root, "bad.md"));
    symlinkSync(join(outside, "secret"), join(root, "absolute.md"));
    symlinkSync("../outside", join(root, "folder"));
    symlinkSync("..", join(root, "one/loop"));
    symlinkSync("nowhere", join(root, "dangling"));
    symlinkSync(".git/config", join(root, "config"));
    expect(folderOnDisk(root).paths()).toEqual(["good.md", "one/lab.md"]);
  });

  it("is not held up by a pipe", () => {
    execFileSync("mkfifo", [join(root, "pipe")]);
    symlinkSync("pipe", join(root, "link-to-pipe"));
    expect(folderOnDisk(root).paths()).toEqual(["one/lab.md"]);
  });

  it("refuses what is more than allowed", async () => {
    writeFileSync(join(root, "big"), "x".repeat(100));
    const refused = (change: object) => refusal(() => folderOnDisk(root, { ...sourceLimits, ...change }));
    expect(await refused({ maxFileBytes: 99 })).toContain("“big” is larger than 99 bytes");
    expect(await refused({ maxTotalBytes: 103 })).toContain("larger than 103 bytes together");
    expect(await refused({ maxEntries: 1 })).toContain("more than 1 files");
  });

  it("says so when there is no such folder", async () => {
    expect(await refusal(() => folderOnDisk(join(root, "absent")))).toContain("cannot be read");
    expect(await refusal(() => folderOnDisk(join(root, "one/lab.md")))).toContain("cannot be read");
  });
});
