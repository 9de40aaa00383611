import { PrismaPg } from "@prisma/adapter-pg";
import { Client } from "pg";
import { PrismaClient } from "../../prisma/generated/postgresql/client.ts";
import { AppError, isAppError } from "../../runtime/common/app-error.ts";
import type { Database, OpenDatabase } from "./database.ts";
import { planMigrations, readMigrations } from "./migrations.ts";

const TABLE = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" VARCHAR(36) PRIMARY KEY NOT NULL, "checksum" VARCHAR(64) NOT NULL, "finished_at" TIMESTAMPTZ,
  "migration_name" VARCHAR(255) NOT NULL, "logs" TEXT, "rolled_back_at" TIMESTAMPTZ,
  "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(), "applied_steps_count" INTEGER NOT NULL DEFAULT 0)`;
/** Any number that is ours: it names the lock of those who migrate. */
const MIGRATING = 7_530_411;
const CONNECT_MS = 10_000;

/** Applies what is missing, each file whole or not at all. Servers that start at once take turns, so each is applied once. */
async function migrate(client: Client): Promise<void> {
  // Held by this connection: it goes with the connection, also when the server is killed.
  await client.query("SELECT pg_advisory_lock($1)", [MIGRATING]);
  await client.query(TABLE);
  const { rows } = await client.query<{ name: string; checksum: string }>(
    'SELECT migration_name AS name, checksum FROM "_prisma_migrations"',
  );
  for (const { name, sql, checksum } of planMigrations(readMigrations("postgresql"), rows)) {
    try {
      await client.query("BEGIN");
      await client.query(sql);
      await client.query(
        `INSERT INTO "_prisma_migrations" (id, checksum, migration_name, finished_at, applied_steps_count)
          VALUES ($1, $2, $3, now(), 1)`,
        [crypto.randomUUID(), checksum, name],
      );
      await client.query("COMMIT");
    } catch (error) {
      await client.query("ROLLBACK");
      throw error;
    }
  }
}

/** Opens and migrates a PostgreSQL database. */
export async function openPostgresql(url: string): Promise<OpenDatabase> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: CONNECT_MS });
  // A connection that breaks rejects its query too; without a listener it would end the process.
  client.on("error", () => undefined);
  try {
    await client.connect();
    await migrate(client);
  } catch (cause) {
    if (isAppError(cause)) throw cause;
    throw new AppError("setup.database", {
      userMessage: `PostgreSQL cannot be used: ${cause instanceof Error ? cause.message : String(cause)}.`,
      nextStep: "Check SLIPWAY_DATABASE_URL and that the server runs and admits this user; then start again.",
      cause,
    });
  } finally {
    await client.end().catch(() => undefined);
  }
  const adapter = new PrismaPg({ connectionString: url, connectionTimeoutMillis: CONNECT_MS });
  const database = new PrismaClient({ adapter });
  return { database: database as unknown as Database, close: () => database.$disconnect() };
}
