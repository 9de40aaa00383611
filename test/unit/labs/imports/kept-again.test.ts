import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, expect, it } from "vitest";
import { AppError } from "../../../../runtime/common/app-error.ts";
import type { LearnerId } from "../../../../runtime/protocol/index.ts";
import { createImportedShelf } from "../../../../server/labs/imports/imported-shelf.ts";
import { createLabImports } from "../../../../server/labs/imports/lab-imports.ts";
import type { ImportReader } from "../../../../server/labs/imports/load-in-worker.ts";

const folder = mkdtempSync(join(tmpdir(), "slipway-imports-"));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const ada = "lrn_0000000000000000" as LearnerId;

it("labs that were kept and cannot be read for now are still kept when that is tried again in vain", async () => {
  let works = true;
  const reader: ImportReader = {
    async read(job) {
      if (!works) throw new AppError("lab.source-refused");
      if (job.kind === "kept") return { kind: "labs", labs: [] };
      const lab = { path: "a", name: "a", title: "A", format: "native" as const, stepCount: 1, remarks: [] };
      return { kind: "found", found: { bytes: 1, labs: [lab], remarks: [] } };
    },
    dispose: () => undefined,
  };
  let nowMs = Date.now();
  const begin = () =>
    createLabImports({
      folder,
      shelf: createImportedShelf(),
      enabled: true,
      now: () => nowMs,
      log: pino({ level: "silent" }),
      reader,
    });
  const before = begin();
  await before.load();
  const { id } = await before.bring(ada, {
    kind: "archive",
    name: "a.zip",
    bytes: async () => new Uint8Array(),
  });
  await before.keep(ada, id);
  before.dispose();

  works = false;
  const after = begin();
  await after.load();
  await expect(after.keep(ada, id)).rejects.toThrow();
  nowMs += 3600_000;
  expect(await after.list(ada)).toMatchObject([{ id, state: "kept" }]);
  works = true;
  expect(await after.keep(ada, id)).toMatchObject({ state: "kept" });
  after.dispose();
});
