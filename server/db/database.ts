import { createClient } from "@libsql/client";
import { PrismaLibSql } from "@prisma/adapter-libsql";
import { PrismaClient } from "../../prisma/generated/sqlite/client.ts";
import { migrateSqlite } from "./migrate.ts";

export type Database = PrismaClient;

/** Opens (and makes, and migrates) the SQLite file. One client a process: two would lock each other out. */
export async function openDatabase(path: string): Promise<Database> {
  const url = `file:${path}`;
  const client = createClient({ url });
  await client.execute("PRAGMA journal_mode=WAL");
  await migrateSqlite(client);
  client.close();
  const database = new PrismaClient({ adapter: new PrismaLibSql({ url }) });
  // WAL with NORMAL survives kill -9 of the process whole, and saves a disk flush on each commit.
  await database.$queryRawUnsafe("PRAGMA synchronous=NORMAL");
  await database.$queryRawUnsafe("PRAGMA busy_timeout=5000");
  return database;
}
