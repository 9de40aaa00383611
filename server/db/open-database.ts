import type { OpenDatabase } from "./database.ts";
import { openPostgresql } from "./postgresql.ts";
import { openSqlite } from "./sqlite.ts";

/** Opens and migrates the database of a `file:` or `postgresql:` address. Rejects with setup.database when it cannot be had. */
export function openDatabase(url: string): Promise<OpenDatabase> {
  return url.startsWith("file:") ? openSqlite(url) : openPostgresql(url);
}
