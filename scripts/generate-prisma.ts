/** Writes the schema of each database from the one template and generates its client; skips what is fresh. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const repo = fileURLToPath(new URL("..", import.meta.url));
const folder = `${repo}prisma/generated`;
const template = readFileSync(`${repo}prisma/schema.template.prisma`, "utf8");
const stampPath = `${folder}/stamp`;
const stamp = createHash("sha256").update(template).digest("hex");

mkdirSync(folder, { recursive: true });
const fresh =
  existsSync(stampPath) &&
  existsSync(`${folder}/sqlite/client.ts`) &&
  readFileSync(stampPath, "utf8") === stamp;
if (!fresh) {
  for (const provider of ["sqlite", "postgresql"]) {
    writeFileSync(`${folder}/${provider}.prisma`, template.replaceAll("@PROVIDER@", provider));
    execFileSync(process.execPath, [`${repo}node_modules/prisma/build/index.js`, "generate"], {
      cwd: repo,
      stdio: ["ignore", "ignore", "inherit"],
      env: { ...process.env, DB_PROVIDER: provider },
    });
  }
  writeFileSync(stampPath, stamp);
}
