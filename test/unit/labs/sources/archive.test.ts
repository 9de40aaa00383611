import { describe, expect, it } from "vitest";
import { folderFromArchive } from "../../../../server/labs/sources/folder-from-archive.ts";
import { sourceLimits } from "../../../../server/labs/sources/source-limits.ts";
import { aTar, aTarGz, aZip } from "./pack-archive.ts";
import { refusal } from "./refusal.ts";

const mebibyte = 1024 * 1024;
const noise = (bytes: number) =>
  Buffer.from(Array.from({ length: bytes }, (_, i) => (i * 7919 + (i >> 3)) & 255));

describe("folderFromArchive", () => {
  const files = [
    { name: "repo-main/lab.md", text: "\uFEFFone\r\ntwo\r\n" },
    { name: "repo-main/steps/01-a.md", text: "step" },
    { name: "repo-main/.git/config", text: "secret" },
  ];
  it.each([
    ["zip", async () => aZip(files)],
    ["tar", async () => aTar(files)],
    ["tar.gz", async () => aTarGz(files)],
  ])("reads a %s, takes the folder around it off and leaves version control out", async (_kind, make) => {
    const folder = await folderFromArchive(await make());
    expect(folder.paths()).toEqual(["lab.md", "steps/01-a.md"]);
    expect(folder.text("lab.md")).toBe("one\ntwo\n");
  });

  it("keeps what may be executed", async () => {
    const zip = await folderFromArchive(aZip([{ name: "a.sh", mode: 0o100755 }, { name: "b.sh" }]));
    expect([zip.isExecutable("a.sh"), zip.isExecutable("b.sh")]).toEqual([true, false]);
    const tar = await folderFromArchive(
      await aTar([{ name: "a.sh", header: { mode: 0o755 } }, { name: "b.sh" }]),
    );
    expect([tar.isExecutable("a.sh"), tar.isExecutable("b.sh")]).toEqual([true, false]);
  });

  it.each(["_posts", "courses", ".labspace"])(
    "keeps a single top folder named %s: it says what is in it",
    async (top) => {
      const folder = await folderFromArchive(aZip([{ name: `${top}/a.md` }]));
      expect(folder.paths()).toEqual([`${top}/a.md`]);
    },
  );

  it.each([
    ["../out.md", "leads out of the folder"],
    ["a/../../out.md", "leads out of the folder"],
    ["/etc/passwd", "is an absolute path"],
    ["C:/x.md", "begins with a drive letter"],
    ["a\\b.md", "has a backslash in its name"],
    ["a\u0007b.md", "has a control character in its name"],
    ["a//b.md", "has an empty part in its path"],
    [`${"a/".repeat(300)}b`, "is longer than 512 characters"],
  ])("refuses a name that could leave the folder or mislead: %#", async (name, why) => {
    expect(await refusal(async () => folderFromArchive(await aTar([{ name, text: "x" }])))).toContain(why);
    expect(await refusal(() => folderFromArchive(aZip([{ name, text: "x" }])))).toContain(
      "lab.source-refused",
    );
  });

  it.each(["symlink", "link", "character-device", "block-device", "fifo"] as const)(
    "refuses a %s in a tar",
    async (type) => {
      const tar = await aTar([{ name: "x", header: { type, linkname: "/etc/passwd" } }]);
      expect(await refusal(() => folderFromArchive(tar))).toBe(
        "lab.source-refused: “x” is a link or a device.",
      );
    },
  );

  it.each([
    ["a link", { name: "x", text: "/etc/passwd", mode: 0o120777 }, "is a link or a device"],
    ["a device", { name: "x", mode: 0o020644 }, "is a link or a device"],
    ["an encrypted file", { name: "x", text: "secret", encrypted: true }, "is encrypted"],
    [
      "a file that unpacks to more than it claims",
      { name: "x", text: "12345", claimedSize: 3 },
      "cannot be read",
    ],
  ])("refuses %s in a zip", async (_what, file, why) => {
    expect(await refusal(() => folderFromArchive(aZip([file])))).toContain(why);
  });

  it.each([
    ["zip", async () => aZip([{ name: "zeros", text: Buffer.alloc(8 * mebibyte) }])],
    ["tar.gz", async () => aTarGz([{ name: "zeros", text: Buffer.alloc(8 * mebibyte) }])],
  ])("knows a bomb in a %s by its ratio", async (_kind, make) => {
    const bomb = await make();
    expect(await refusal(() => folderFromArchive(bomb))).toContain("made to do harm");
  });

  it("refuses more files, larger files and more bytes than allowed", async () => {
    const many = Array.from({ length: 4 }, (_, index) => ({ name: `f${index}`, text: noise(400) }));
    for (const archive of [aZip(many), await aTarGz(many)]) {
      const with3 = (change: object) =>
        refusal(() => folderFromArchive(archive, { ...sourceLimits, ...change }));
      expect(await with3({ maxEntries: 3 })).toContain("more than 3 files");
      expect(await with3({ maxFileBytes: 399 })).toContain("larger than 399 bytes");
      expect(await with3({ maxTotalBytes: 1599 })).toContain("larger than 1599 bytes together");
    }
  });

  it("counts folders as entries, too", async () => {
    const tar = await aTar(
      Array.from({ length: 4 }, (_, i) => ({ name: `d${i}/`, header: { type: "directory" as const } })),
    );
    expect(await refusal(() => folderFromArchive(tar, { ...sourceLimits, maxEntries: 3 }))).toContain(
      "more than 3",
    );
  });

  it("refuses a name that comes twice, and a file that is a folder as well", async () => {
    expect(await refusal(() => folderFromArchive(aZip([{ name: "a" }, { name: "./a" }])))).toContain("twice");
    expect(await refusal(() => folderFromArchive(aZip([{ name: "a" }, { name: "a/b" }])))).toContain(
      "both a file and a folder",
    );
  });

  it.each([
    ["text", Buffer.from("hello, this is no archive at all")],
    ["nothing", new Uint8Array()],
  ])("says that %s is no archive", async (_what, bytes) => {
    expect(await refusal(() => folderFromArchive(bytes))).toContain("no zip, tar or tar.gz");
  });

  it("says that a cut archive cannot be read", async () => {
    const zip = aZip([{ name: "a", text: noise(5000) }]);
    expect(await refusal(() => folderFromArchive(zip.subarray(0, zip.length / 2)))).toContain(
      "cannot be read",
    );
    const tar = await aTarGz([{ name: "a", text: noise(50_000) }]);
    expect(await refusal(() => folderFromArchive(tar.subarray(0, tar.length / 2)))).toContain(
      "cannot be read",
    );
  });
});
