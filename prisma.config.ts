import { defineConfig } from "prisma/config";

// The engine's binary is fetched from a host that may be out of reach, and nothing here needs it.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= "scripts/no-schema-engine";
process.env.CHECKPOINT_DISABLE ??= "1";

export default defineConfig({ schema: `prisma/generated/${process.env.DB_PROVIDER ?? "sqlite"}.prisma` });
