import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startPostgresql, type TestPostgresql } from "./postgresql.ts";

/** Empty databases of both kinds, by the kind's name; a server of PostgreSQL is started for the first of its kind. */
export function createTestDatabases(): {
  databases: [string, () => Promise<string>][];
  /** The URL of an empty one in PostgreSQL. */
  inPostgresql(): Promise<string>;
  close(): Promise<void>;
} {
  const folder = mkdtempSync(join(tmpdir(), "slipway-db-"));
  let postgresql: TestPostgresql | undefined;
  let files = 0;
  const inPostgresql = async () => {
    postgresql ??= await startPostgresql();
    return postgresql.newDatabase();
  };
  return {
    databases: [
      ["SQLite", async () => `file:${join(folder, `${++files}.db`)}`],
      ["PostgreSQL", inPostgresql],
    ],
    inPostgresql,
    async close() {
      await postgresql?.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
