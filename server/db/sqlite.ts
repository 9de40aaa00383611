import { type Client, createClient } from "@libsql/client";
import { PrismaLibSql } from "@prisma/adapter-libsql";
import { PrismaClient } from "../../prisma/generated/sqlite/client.ts";
import { AppError, isAppError } from "../../runtime/common/app-error.ts";
import type { OpenDatabase } from "./database.ts";
import { planMigrations, readMigrations } from "./migrations.ts";

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

/** Applies what is missing, each file whole or not at all. */
async function migrate(client: Client): Promise<void> {
  await client.execute(TABLE);
  const { rows } = await client.execute("SELECT migration_name, checksum FROM _prisma_migrations");
  const applied = rows.map((row) => ({ name: String(row.migration_name), checksum: String(row.checksum) }));
  for (const { name, sql, checksum } of planMigrations(readMigrations("sqlite"), applied)) {
    const mark = {
      sql: `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
        VALUES (?, ?, ?, current_timestamp, 1)`,
      args: [crypto.randomUUID(), checksum, name],
    };
    // migrate() turns foreign keys off around its transaction: with them on, redefining a table deletes its children.
    await client.migrate([...statements(sql), mark]);
  }
}

/** Opens (and makes, and migrates) a SQLite file. One client a process: two would lock each other out. */
export async function openSqlite(url: string): Promise<OpenDatabase> {
  try {
    const client = createClient({ url });
    await client.execute("PRAGMA journal_mode=WAL");
    await migrate(client);
    client.close();
    const database = new PrismaClient({ adapter: new PrismaLibSql({ url }) });
    // WAL with NORMAL survives kill -9 of the process whole, and saves a disk flush on each commit.
    await database.$queryRawUnsafe("PRAGMA synchronous=NORMAL");
    await database.$queryRawUnsafe("PRAGMA busy_timeout=5000");
    return { database, close: () => database.$disconnect() };
  } catch (cause) {
    if (isAppError(cause)) throw cause;
    throw new AppError("setup.database", {
      userMessage: `The database file ${url.slice("file:".length)} cannot be opened.`,
      nextStep: "Check that its folder exists, is writable and has free space; then start again.",
      cause,
    });
  }
}
