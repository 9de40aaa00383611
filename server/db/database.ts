import type { PrismaClient } from "../../prisma/generated/sqlite/client.ts";

/** Both clients are generated from one schema and take the same calls: all code is written for SQLite's types. */
export type Database = PrismaClient;

export interface OpenDatabase {
  database: Database;
  close(): Promise<void>;
}
