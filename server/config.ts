import { totalmem } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";

const GIB = 1024 ** 3;
const repo = fileURLToPath(new URL("..", import.meta.url));
const count = (fallback: number, max = 10_000) => z.coerce.number().int().min(0).max(max).default(fallback);

const Environment = z.object({
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  HOST: z.string().min(1).default("127.0.0.1"),
  SLIPWAY_DATA_DIR: z.string().min(1).default(`${repo}.slipway`),
  SLIPWAY_DATABASE_URL: z
    .string()
    .regex(/^(file:.|postgres(ql)?:\/\/)/, "must begin with postgresql:// or file:")
    .optional(),
  SLIPWAY_PUBLIC_URL: z.url().optional(),
  SLIPWAY_PREVIEW_DOMAIN: z
    .string()
    .regex(/^[a-z0-9.-]+$/)
    .default("localhost"),
  SLIPWAY_WARM: count(1, 50),
  SLIPWAY_SESSION_MINUTES: z.coerce.number().int().min(1).max(1440).default(60),
  SLIPWAY_EXTEND_MINUTES: z.coerce.number().int().min(1).max(1440).default(60),
  SLIPWAY_MAX_SESSION_MINUTES: z.coerce.number().int().min(1).max(10_080).default(240),
  SLIPWAY_IDLE_MINUTES: z.coerce.number().int().min(1).max(10_080).default(30),
  SLIPWAY_SESSIONS_PER_PERSON: z.coerce.number().int().min(1).max(100).default(2),
  SLIPWAY_MAX_SANDBOXES: z.coerce.number().int().min(1).max(10_000).optional(),
  SLIPWAY_MEMORY_GIB: z.coerce.number().min(0.25).max(1024).default(2),
  SLIPWAY_CPU_CORES: z.coerce.number().min(0.1).max(256).default(2),
  SLIPWAY_PROCESSES: z.coerce.number().int().min(100).max(100_000).default(2000),
  SLIPWAY_DISK_GIB: z.coerce.number().min(1).max(10_240).default(8),
  SLIPWAY_TERMINALS: z.coerce.number().int().min(1).max(100).default(10),
  SLIPWAY_LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
});

const MINUTE_MS = 60_000;

/** Reads and checks the environment. Throws with one clear line for each wrong value. */
export function readConfig(environment: Record<string, string | undefined> = process.env) {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const parsed = Environment.safeParse(given);
  if (!parsed.success) throw new Error(`Configuration is not valid:\n${z.prettifyError(parsed.error)}`);
  const env = parsed.data;
  return {
    port: env.PORT,
    host: env.HOST,
    dataDir: env.SLIPWAY_DATA_DIR,
    databaseUrl: env.SLIPWAY_DATABASE_URL ?? `file:${join(env.SLIPWAY_DATA_DIR, "slipway.db")}`,
    /** Undefined: http://localhost:PORT. */
    publicUrl: env.SLIPWAY_PUBLIC_URL,
    previewDomain: env.SLIPWAY_PREVIEW_DOMAIN,
    warmSandboxes: env.SLIPWAY_WARM,
    sessionMs: env.SLIPWAY_SESSION_MINUTES * MINUTE_MS,
    extendMs: env.SLIPWAY_EXTEND_MINUTES * MINUTE_MS,
    maxSessionMs: env.SLIPWAY_MAX_SESSION_MINUTES * MINUTE_MS,
    idleTimeoutMs: env.SLIPWAY_IDLE_MINUTES * MINUTE_MS,
    sessionsPerPerson: env.SLIPWAY_SESSIONS_PER_PERSON,
    maxSandboxes: env.SLIPWAY_MAX_SANDBOXES ?? Math.max(1, Math.floor((totalmem() * 0.8) / GIB)),
    maxTerminals: env.SLIPWAY_TERMINALS,
    logLevel: env.SLIPWAY_LOG_LEVEL,
    limits: {
      memoryBytes: Math.round(env.SLIPWAY_MEMORY_GIB * GIB),
      cpuCores: env.SLIPWAY_CPU_CORES,
      processes: env.SLIPWAY_PROCESSES,
      diskBytes: Math.round(env.SLIPWAY_DISK_GIB * GIB),
    },
  };
}

export type Config = ReturnType<typeof readConfig>;
