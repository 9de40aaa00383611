import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { AppError } from "../../../../runtime/common/app-error.ts";
import type { LearnerId } from "../../../../runtime/protocol/index.ts";
import { importLimits } from "../../../../server/labs/imports/import-limits.ts";
import { createImportedShelf } from "../../../../server/labs/imports/imported-shelf.ts";
import { createLabImports } from "../../../../server/labs/imports/lab-imports.ts";
import type { ImportReader } from "../../../../server/labs/imports/load-in-worker.ts";
import { aLab } from "../library/a-lab.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "slipway-imports-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const ada = "lrn_0000000000000000" as LearnerId;

/** Reads whatever it is given, until it is told not to. */
function aReader() {
  const control = { works: true, waits: new Set<string>() };
  const reader: ImportReader = {
    async read(job) {
      if (!control.works) throw new AppError("lab.source-refused");
      if (job.kind === "kept") {
        if ([...control.waits].some((id) => job.folder.includes(id))) await new Promise(() => undefined);
        const labs = Object.values(job.slugs).map((slug) => aLab({ slug }));
        return { kind: "labs", labs, courses: [] };
      }
      const lab = { path: "a", name: "a", title: "A", format: "native" as const, stepCount: 1, remarks: [] };
      return { kind: "found", found: { bytes: 1, labs: [lab], courses: [], remarks: [] } };
    },
    dispose: () => undefined,
  };
  return { control, reader };
}

function begin(reader: ImportReader, now = Date.now) {
  const shelf = createImportedShelf();
  const log = pino({ level: "silent" });
  /** Labs that somebody is in the middle of. */
  const running = new Set<string>();
  const isRunning = (slug: string) => running.has(slug);
  const options = { folder, shelf, enabled: true, isRunning, now, log, reader, loadWithinMs: 50 };
  return { shelf, running, ...createLabImports(options) };
}

async function keep(imports: ReturnType<typeof begin>) {
  const bytes = async () => new Uint8Array();
  const { id, labs } = await imports.bring(ada, { kind: "archive", name: "a.zip", bytes });
  await imports.keep(ada, id);
  return { id, slug: labs[0]?.slug ?? "none" };
}

describe("labs that were kept", () => {
  it("and cannot be read for now are still kept when that is tried again in vain", async () => {
    const { control, reader } = aReader();
    let nowMs = Date.now();
    const before = begin(reader, () => nowMs);
    await before.load();
    const { id } = await keep(before);
    before.dispose();

    control.works = false;
    const after = begin(reader, () => nowMs);
    await after.load();
    await expect(after.keep(ada, id)).rejects.toThrow();
    nowMs += 3600_000;
    expect(await after.list(ada)).toMatchObject([{ id, state: "kept" }]);
    control.works = true;
    expect(await after.keep(ada, id)).toMatchObject({ state: "kept" });
    after.dispose();
  });

  it("and take very long to be read hold up a start for a moment only, and those that are needed not at all", async () => {
    const { control, reader } = aReader();
    const before = begin(reader);
    await before.load();
    const [slow, needed] = [await keep(before), await keep(before)];
    before.dispose();

    control.waits.add(slow.id);
    const after = begin(reader);
    await after.load(new Set([needed.slug]));
    expect([after.shelf.has(slow.id), after.shelf.has(needed.id)]).toEqual([false, true]);
    after.dispose();
  });
});

describe("labs that were removed", () => {
  const EVERY_MS = 5 * 60_000;
  beforeEach(() => void vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] }));
  afterEach(() => void vi.useRealTimers());
  const nextSweep = () => vi.advanceTimersByTimeAsync(EVERY_MS);
  const inFolder = () => readdirSync(folder);

  it("stay on disk while somebody is in the middle of one, and no longer", async () => {
    const { reader } = aReader();
    const imports = begin(reader);
    await imports.load();
    const { id, slug } = await keep(imports);
    imports.running.add(slug);
    await imports.remove(ada, id);
    expect(await imports.list(ada)).toEqual([]);
    await expect(imports.view(ada, id)).rejects.toThrow("lab.no-import");
    await expect(imports.keep(ada, id)).rejects.toThrow("lab.no-import");
    await expect(imports.remove(ada, id)).rejects.toThrow("lab.no-import");
    await nextSweep();
    expect(inFolder()).toEqual([id]);
    imports.running.delete(slug);
    await nextSweep();
    await vi.waitFor(() => expect(inFolder()).toEqual([]));
    imports.dispose();
  });

  it("are read again when a server starts and they are needed, for nobody else, and are gone when they are not", async () => {
    const { reader } = aReader();
    const before = begin(reader);
    await before.load();
    const { id, slug } = await keep(before);
    before.running.add(slug);
    await before.remove(ada, id);
    before.dispose();

    const during = begin(reader);
    expect([...(await during.load(new Set([slug]))).keys()]).toEqual([slug]);
    expect(during.shelf.has(id)).toBe(false);
    expect(await during.list(ada)).toEqual([]);
    during.dispose();

    const after = begin(reader);
    expect((await after.load()).size).toBe(0);
    expect(inFolder()).toEqual([]);
    after.dispose();
  });

  it("by nobody but their age stay as well for whoever is in the middle of one", async () => {
    const { reader } = aReader();
    let nowMs = Date.now();
    const imports = begin(reader, () => nowMs);
    await imports.load();
    const { id, slug } = await keep(imports);
    imports.running.add(slug);
    nowMs += importLimits.unusedMs + 1;
    await nextSweep();
    expect([imports.shelf.has(id), inFolder()]).toEqual([false, [id]]);
    imports.dispose();
  });
});
