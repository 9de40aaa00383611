import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { newImportId } from "../../../runtime/common/ids.ts";
import type { Logger } from "../../../runtime/common/logger.ts";
import { createTurns } from "../../../runtime/common/turns.ts";
import { ImportId } from "../../../runtime/protocol/index.ts";
import { ImportRecord } from "./import-record.ts";

/** The folder of each import: `content` as it was unpacked, and `meta.json`. What has no readable meta.json is no import. */
export function createImportStore({ folder, log }: { folder: string; log: Logger }) {
  const inTurn = createTurns<ImportId>();
  const folderOf = (id: ImportId) => join(folder, id);

  function readRecord(id: ImportId): ImportRecord[] {
    try {
      const record = ImportRecord.parse(JSON.parse(readFileSync(join(folderOf(id), "meta.json"), "utf8")));
      return record.id === id ? [record] : [];
    } catch (error) {
      log.warn({ event: "import.unreadable", importId: id, err: error });
      return [];
    }
  }

  return {
    contentOf: (id: ImportId): string => join(folderOf(id), "content"),
    /** A new one's id; its folder is there. */
    begin(): ImportId {
      const id = newImportId();
      mkdirSync(folderOf(id), { recursive: true, mode: 0o700 });
      return id;
    },
    /** Of all that stand. What broke off before it was written down is removed. */
    async readAll(): Promise<ImportRecord[]> {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const ids = readdirSync(folder).flatMap((name) => ImportId.safeParse(name).data ?? []);
      const records = ids.flatMap(readRecord);
      const standing = new Set(records.map(({ id }) => id));
      for (const id of ids) if (!standing.has(id)) await rm(folderOf(id), { recursive: true, force: true });
      return records;
    },
    /** Whole or not at all. */
    write: (record: ImportRecord): Promise<void> =>
      inTurn(record.id, async () => {
        const path = join(folderOf(record.id), "meta.json");
        await writeFile(`${path}.new`, JSON.stringify(record), { mode: 0o600 });
        await rename(`${path}.new`, path);
      }),
    remove: (id: ImportId): Promise<void> =>
      inTurn(id, () => rm(folderOf(id), { recursive: true, force: true })),
  };
}

export type ImportStore = ReturnType<typeof createImportStore>;
