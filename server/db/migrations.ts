import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { AppError } from "../../runtime/common/app-error.ts";

export interface Migration {
  name: string;
  sql: string;
  checksum: string;
}

/** The migrations of one database in their order. */
export function readMigrations(provider: "sqlite" | "postgresql"): Migration[] {
  const folder = fileURLToPath(new URL(`../../prisma/migrations/${provider}/`, import.meta.url));
  return readdirSync(folder)
    .sort()
    .map((name) => {
      const sql = readFileSync(folder + name, "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    });
}

/** What is still to be applied. Throws setup.database when an applied one was changed, or is not known here. */
export function planMigrations(all: Migration[], applied: { name: string; checksum: string }[]): Migration[] {
  for (const { name, checksum } of applied) {
    const known = all.find((one) => one.name === name);
    if (known?.checksum === checksum) continue;
    throw new AppError("setup.database", {
      userMessage: known
        ? `The migration ${name} was changed after the database had taken it.`
        : `The database was migrated by a newer Slipway (${name}).`,
      nextStep: "Run the version of Slipway that last used this database, or a newer one.",
    });
  }
  return all.filter((one) => !applied.some(({ name }) => name === one.name));
}
