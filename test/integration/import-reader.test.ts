import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createImportReader, workerLimits } from "../../server/labs/imports/load-in-worker.ts";
import { childrenThatRun } from "../support/child-processes.ts";
import { SMALL_LAB } from "../support/lab-world.ts";
import { packed } from "../unit/labs/imports/import-world.ts";
import { aTarGz } from "../unit/labs/sources/pack-archive.ts";
import { refusal } from "../unit/labs/sources/refusal.ts";

let folder: string;
let readers: { dispose: () => void }[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "slipway-import-"));
  readers = [];
});
afterEach(() => {
  for (const reader of readers) reader.dispose();
  rmSync(folder, { recursive: true, force: true });
});
const aReader = (limits: Partial<typeof workerLimits> = {}) => {
  const reader = createImportReader({ ...workerLimits, ...limits });
  readers.push(reader);
  return reader;
};
const into = () => join(folder, "content");
const anArchive = (bytes: Uint8Array) => ({ kind: "archive" as const, name: "labs", bytes, into: into() });

describe("the reader of imports", () => {
  it("writes the files as they were packed, and loads the same labs from them again under their own names", async () => {
    const bytes = await aTarGz([
      ...Object.entries(SMALL_LAB).map(([name, text]) => ({ name, text })),
      { name: "run.sh", text: "#!/bin/sh\n", header: { mode: 0o755 } },
      { name: "secret/lab.md", text: "---\ntitle: Not kept\nsummary: S.\n---\nHi.\n" },
    ]);
    const reader = aReader();
    const found = await reader.read(anArchive(bytes));
    expect(found).toMatchObject({ kind: "found", found: { labs: [{ path: "secret" }, { path: "small" }] } });
    expect(readFileSync(join(into(), "small/lab.md"), "utf8")).toBe(SMALL_LAB["small/lab.md"]);
    expect(statSync(join(into(), "run.sh")).mode & 0o777).toBe(0o700);
    expect(statSync(join(into(), "small/lab.md")).mode & 0o777).toBe(0o600);
    const kept = await reader.read({
      kind: "kept",
      name: "labs",
      folder: into(),
      slugs: { small: "import-12345678-small" },
      courses: {},
    });
    expect(kept).toMatchObject({
      kind: "labs",
      labs: [{ slug: "import-12345678-small", title: "A small lab" }],
    });
    if (kept.kind === "labs") expect(kept.labs[0]?.digest).toMatch(/^[0-9a-f]{64}$/);
  });

  it("loads no lab that was given no name, whatever its folder is called", async () => {
    const reader = aReader();
    const native = (name: string) => ({
      [`${name}/lab.md`]: "---\ntitle: T\nsummary: S.\n---\nHi.\n",
      [`${name}/steps/01-a.md`]: "---\ntitle: A\n---\nHi.\n",
    });
    await reader.read(anArchive(await packed({ ...native("constructor"), ...native("kept") })));
    const slugs = { kept: "import-12345678-kept" };
    const job = { kind: "kept" as const, name: "labs", folder: into(), slugs, courses: {} };
    const read = await reader.read(job);
    expect(read).toMatchObject({ labs: [{ slug: "import-12345678-kept" }] });
  });

  it("refuses what takes too long, and reads on", async () => {
    const reader = aReader({ workMs: 1 });
    const bytes = await packed(SMALL_LAB);
    expect(await refusal(() => reader.read(anArchive(bytes)))).toBe(
      "lab.source-refused: It takes too long to be read.",
    );
    expect(existsSync(into())).toBe(false);
    expect(await aReader().read(anArchive(bytes))).toMatchObject({ kind: "found" });
  });

  it("refuses what takes too much memory, lives on, and reads on", async () => {
    const reader = aReader({ memoryMib: 48 });
    // Millions of lines: an array of them alone is larger than all the memory that there is.
    const noise = Array.from({ length: 400_000 }, (_, at) => `${at * 7919}`).join("\n");
    const bytes = await packed({ "lab.md": `---\ntitle: T\n---\n${"\n".repeat(12_000_000)}${noise}` });
    expect(await refusal(() => reader.read(anArchive(bytes)))).toBe(
      "lab.source-refused: It takes too much memory to be read.",
    );
    const next = aReader();
    expect(await next.read(anArchive(await packed(SMALL_LAB)))).toMatchObject({ kind: "found" });
  });

  it("refuses names that no disk takes, in words", async () => {
    const long = "é".repeat(200);
    const bytes = await packed({ ...SMALL_LAB, [`files/${long}`]: "x" });
    expect(await refusal(() => aReader().read(anArchive(bytes)))).toMatch(/is longer than 255 bytes/);
  });

  it("refuses more labs than anybody looks through", async () => {
    const lab = SMALL_LAB["small/lab.md"] ?? "";
    const bytes = await packed(
      Object.fromEntries(Array.from({ length: 101 }, (_, at) => [`l${at}/lab.md`, lab])),
    );
    expect(await refusal(() => aReader().read(anArchive(bytes)))).toBe(
      "lab.source-refused: There are 101 labs in it, and 100 may be brought at once.",
    );
  });

  it("does not know the server's settings", async () => {
    process.env.SLIPWAY_TEST_SECRET = "seen";
    try {
      const reading = aReader().read(anArchive(await packed(SMALL_LAB)));
      const environment = await vi.waitFor(() => environmentOfReader());
      expect(environment).toContain("PATH=");
      expect(environment).not.toContain("SLIPWAY_TEST_SECRET");
      await reading;
    } finally {
      delete process.env.SLIPWAY_TEST_SECRET;
    }
  });
});

/** Of the reader's process that this one started. */
function environmentOfReader(): string {
  const [pid] = childrenThatRun("import-worker.ts");
  if (pid === undefined) throw new Error("no reader runs yet");
  return readFileSync(`/proc/${pid}/environ`, "utf8");
}
