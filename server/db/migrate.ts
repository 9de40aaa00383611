import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Client } from "@libsql/client";

const folder = fileURLToPath(new URL("../../prisma/migrations/sqlite/", import.meta.url));

const TABLE = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" TEXT PRIMARY KEY NOT NULL, "checksum" TEXT NOT NULL, "finished_at" DATETIME, "migration_name" TEXT NOT NULL,
  "logs" TEXT, "rolled_back_at" DATETIME, "started_at" DATETIME NOT NULL DEFAULT current_timestamp,
  "applied_steps_count" INTEGER UNSIGNED NOT NULL DEFAULT 0)`;

/** Statements of a migration file; ours hold no semicolon but the ones that end statements. */
const statements = (sql: string) =>
  sql
    .split(/;\s*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement.length > 0);

/** Applies what is missing, each file whole or not at all. Rejects when an applied file was changed since. */
export async function migrateSqlite(client: Client): Promise<void> {
  await client.execute(TABLE);
  const applied = await client.execute("SELECT migration_name, checksum FROM _prisma_migrations");
  const known = new Map(applied.rows.map((row) => [String(row.migration_name), String(row.checksum)]));
  for (const name of readdirSync(folder).sort()) {
    const sql = readFileSync(folder + name, "utf8");
    const checksum = createHash("sha256").update(sql).digest("hex");
    const before = known.get(name);
    if (before === checksum) continue;
    if (before) throw new Error(`migration ${name} was changed after it was applied`);
    const mark = {
      sql: `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
        VALUES (?, ?, ?, current_timestamp, 1)`,
      args: [crypto.randomUUID(), checksum, name],
    };
    // migrate() turns foreign keys off around its transaction: with them on, redefining a table deletes its children.
    await client.migrate([...statements(sql), mark]);
  }
}
