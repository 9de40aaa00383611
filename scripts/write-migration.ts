/**
 * `node scripts/write-migration.ts NAME` writes the SQL that leads from the last snapshot of the schema to the present
 * one, for both databases, with no database. Without NAME it only says whether one is missing (exit 1).
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from "@prisma/driver-adapter-utils";

const repo = fileURLToPath(new URL("..", import.meta.url));
const folder = `${repo}prisma/migrations`;
const snapshotPath = `${folder}/snapshot.prisma`;
const engineFolder = `${repo}node_modules/@prisma/schema-engine-wasm`;

const bg = await import("@prisma/schema-engine-wasm/schema_engine_bg");
const { instance } = await WebAssembly.instantiate(readFileSync(`${engineFolder}/schema_engine_bg.wasm`), {
  "./schema_engine_bg.js": bg as unknown as WebAssembly.ModuleImports,
});
(bg as unknown as { __wbg_set_wasm(wasm: unknown): void }).__wbg_set_wasm(instance.exports);
(instance.exports.__wbindgen_start as () => void)();

const model = (content: string) => ({ tag: "schemaDatamodel", files: [{ path: "schema.prisma", content }] });

async function diff(
  provider: "sqlite" | "postgresql",
  before: string | null,
  now: string,
): Promise<string | null> {
  const adapterProvider = provider === "sqlite" ? "sqlite" : "postgres";
  const none = async () => 0;
  const adapter = {
    provider: adapterProvider,
    adapterName: "offline",
    executeRaw: none,
    executeScript: none,
    dispose: none,
    startTransaction: none,
    getConnectionInfo: () => ({ supportsRelationJoins: false, schemaName: "public" }),
    queryRaw: async () => ({
      columnNames: ["e", "v", "n"],
      columnTypes: [ColumnTypeEnum.Boolean, ColumnTypeEnum.Text, ColumnTypeEnum.Int32],
      rows: [[true, "PostgreSQL 15", 150000]],
    }),
  };
  const factory = {
    provider: adapterProvider,
    adapterName: "offline",
    connect: async () => adapter,
    connectToShadowDb: async () => adapter,
  };
  const bound = bindMigrationAwareSqlAdapterFactory(
    factory as unknown as Parameters<typeof bindMigrationAwareSqlAdapterFactory>[0],
  );
  type Engine = { diff(request: unknown): Promise<{ exitCode: number; stdout?: string }> };
  const { SchemaEngine } = bg as unknown as {
    SchemaEngine: { new: (options: object, log: () => void, adapter: unknown) => Promise<Engine> };
  };
  const engine = await SchemaEngine.new({}, () => {}, bound);
  const fill = (template: string) => template.replaceAll("@PROVIDER@", provider);
  const result = await engine.diff({
    from: before === null ? { tag: "empty" } : model(fill(before)),
    to: model(fill(now)),
    script: true,
    exitCode: true,
    filters: { externalTables: [], externalEnums: [] },
  });
  return result.exitCode === 2 ? (result.stdout ?? "") : null;
}

const now = readFileSync(`${repo}prisma/schema.template.prisma`, "utf8");
const before = existsSync(snapshotPath) ? readFileSync(snapshotPath, "utf8") : null;
const name = process.argv[2];
let changes = 0;
for (const provider of ["sqlite", "postgresql"] as const) {
  const sql = await diff(provider, before, now);
  if (sql === null) continue;
  changes++;
  if (!name) continue;
  const target = `${folder}/${provider}`;
  mkdirSync(target, { recursive: true });
  const number = String(readdirSync(target).length + 1).padStart(4, "0");
  writeFileSync(`${target}/${number}-${name}.sql`, sql);
}
if (name && changes > 0) writeFileSync(snapshotPath, now);
if (!name && changes > 0) {
  console.error("The schema has changed since the last migration: run node scripts/write-migration.ts NAME");
  process.exitCode = 1;
}
