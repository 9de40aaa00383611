import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LabImportView } from "../../runtime/protocol/index.ts";
import { createImporter, packed } from "../unit/labs/imports/import-world.ts";
import { aTar, aTarGz, aZip, type PackedFile } from "../unit/labs/sources/pack-archive.ts";
import { BROUGHT, expectRefused, type LabServer, startLabServer } from "./brought-labs.ts";

let labs: LabServer;
beforeAll(async () => {
  labs = await startLabServer();
});
afterAll(() => labs?.stop());

describe("a hostile archive", () => {
  const lab = Object.entries(BROUGHT).map(([name, text]) => ({ name, text }));
  const withEntry = (entry: PackedFile) => aTarGz([...lab, entry]);
  const link = (name: string, type: "symlink" | "link", linkname: string) =>
    withEntry({ name, header: { type, linkname } });
  const archives: [string, string, () => Promise<Uint8Array> | Uint8Array][] = [
    ["a path that leads out", "leads out", () => withEntry({ name: "../../etc/cron.d/x", text: "x" })],
    ["an absolute path", "absolute", () => withEntry({ name: "/etc/passwd", text: "x" })],
    [
      "a path that leads out, in a zip",
      "",
      () => aZip([{ name: "lab.md" }, { name: "../lab.md", text: "x" }]),
    ],
    ["a symbolic link out", "link or a device", () => link("secret/passwd", "symlink", "/etc/passwd")],
    ["a hard link", "link or a device", () => link("secret/passwd", "link", "/etc/passwd")],
    [
      "a link, in a zip",
      "link or a device",
      () => aZip([{ name: "lab.md", text: "/etc/passwd", mode: 0o120777 }]),
    ],
    [
      "a device",
      "link or a device",
      () => withEntry({ name: "null", header: { type: "character-device", devmajor: 1, devminor: 3 } }),
    ],
    [
      "a bomb",
      "far more than its size",
      () => aTarGz([{ name: "lab.md", text: Buffer.alloc(15 * 1024 * 1024) }]),
    ],
    ["zeros without end", "no lab in it", () => gzipSync(Buffer.alloc(256 * 1024 * 1024))],
    [
      "a bomb in a zip",
      "far more than its size",
      () => aZip([{ name: "lab.md", text: Buffer.alloc(15 * 1024 * 1024) }]),
    ],
    [
      "a zip that lies about its sizes",
      "cannot be read",
      () => aZip([{ name: "lab.md", text: "x".repeat(100_000), claimedSize: 10 }]),
    ],
    [
      "very many files",
      "more than 5000 files",
      () => aTar(Array.from({ length: 5100 }, (_, index) => ({ name: `f${index}`, text: "" }))),
    ],
    ["the same file twice", "in it twice", () => aTarGz([...lab, ...lab])],
    [
      "a file that is a folder as well",
      "both a file and a folder",
      () => withEntry({ name: "secret", text: "x" }),
    ],
    [
      "a control character in a name",
      "control character",
      () => withEntry({ name: "a\u001b[31m", text: "x" }),
    ],
    ["an encrypted file", "encrypted", () => aZip([{ name: "lab.md", text: "x", encrypted: true }])],
    ["half of itself", "cannot be read", async () => (await aTarGz(lab)).subarray(0, 300)],
    ["noise", "no zip, tar or tar.gz", () => Buffer.from("MZ".repeat(500))],
    ["nothing at all", "no zip, tar or tar.gz", () => Buffer.alloc(0)],
    ["no lab", "no lab in it", () => packed({ "readme.txt": "x" })],
    [
      "a name longer than a disk takes",
      "longer than 255 bytes",
      () => packed({ ...BROUGHT, [`secret/${"a".repeat(300)}`]: "x" }),
    ],
    [
      "settings that repeat themselves a billion times",
      "",
      () => packed({ "labspace.yaml": `a: &a [x,x,x,x,x,x,x,x,x]\n${bomb}title: T\nsections: *i\n` }),
    ],
  ];
  const bomb = [..."bcdefghi"]
    .map((name, at) => `${name}: &${name} [${Array(9).fill(`*${"abcdefghi"[at]}`).join(",")}]\n`)
    .join("");

  it.each(archives)(
    "that holds %s is refused with words for its author, and harms nobody",
    async (_what, why, make) => {
      const importer = createImporter(await labs.someone());
      const answer = await importer.send(await make());
      if (answer.status === 201) {
        // What cannot be shown is told in the report, and cannot be kept.
        const { id, labs } = (await answer.json()) as LabImportView;
        expect(labs.map((one) => one.slug)).toEqual([null]);
        expect(labs[0]?.remarks.map(({ severity }) => severity)).toContain("error");
        expect((await importer.keep(id)).status).toBe(422);
      } else expect(await expectRefused(answer, [400, 413, 422])).toContain(why);
      expect(await importer.list()).toEqual([]);
      expect((await importer.browser.fetch("/api/health")).status).toBe(200);
    },
  );

  it("larger than may be sent is refused before it has come", async () => {
    const importer = createImporter(await labs.someone());
    await expectRefused(await importer.send(Buffer.alloc(21 * 1024 * 1024)), [413]);
  });

  it.each([
    ["a file of this machine", "file:///etc/passwd"],
    ["this machine itself", "http://127.0.0.1:1/x.git"],
    ["this machine by another number", "http://0x7f000001/x.git"],
    ["this machine in IPv6", "http://[::ffff:127.0.0.1]/x.git"],
    ["the addresses of clouds", "http://169.254.169.254/latest"],
    ["a private network", "https://10.0.0.1/x.git"],
    ["a shell's command", "ext::sh -c id"],
    ["a name and a password", "https://me:secret@example.com/x.git"],
  ])("that is said to be at %s is not fetched", async (_what, url) => {
    const answer = await createImporter(await labs.someone()).address(url);
    await expectRefused(answer, [400, 422]);
  });
});
