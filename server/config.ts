import { totalmem } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ipaddr from "ipaddr.js";
import { z } from "zod";
import { AppError } from "../runtime/common/app-error.ts";

const GIB = 1024 ** 3;
const repo = fileURLToPath(new URL("..", import.meta.url));

const inRange = (min: number, max: number, error = `must be a number from ${min} to ${max}`) =>
  z.coerce.number({ error }).min(min, { error }).max(max, { error });
const whole = (min: number, max: number, error = `must be a whole number from ${min} to ${max}`) =>
  inRange(min, max, error).int({ error });
const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;

const Environment = z.object({
  PORT: whole(0, 65_535).default(3000),
  HOST: z.string().default("127.0.0.1"),
  SLIPWAY_DATA_DIR: z.string().default(`${repo}.slipway`),
  SLIPWAY_LABS_DIR: z.string().default(`${repo}labs`),
  SLIPWAY_DATABASE_URL: z
    .string()
    .regex(/^(file:.|postgres(ql)?:\/\/)/, { error: "must begin with postgresql:// or file:" })
    .optional(),
  SLIPWAY_TRUSTED_PROXIES: z
    .string()
    .transform((list) => list.split(",").map((one) => one.trim()))
    .refine((list) => list.every((one) => ipaddr.isValid(one) || ipaddr.isValidCIDR(one)), {
      error: "must be addresses or ranges like 127.0.0.1,10.0.0.0/8",
    })
    .default([]),
  SLIPWAY_PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: "must be an address like https://slipway.example" })
    .optional(),
  SLIPWAY_PREVIEW_DOMAIN: z
    .string()
    .regex(/^[a-z0-9.-]+$/, { error: "must be a domain like localhost or preview.example" })
    .default("localhost"),
  SLIPWAY_WARM: whole(0, 50).default(1),
  SLIPWAY_SESSION_MINUTES: whole(1, 1440).default(60),
  SLIPWAY_EXTEND_MINUTES: whole(1, 1440).default(60),
  SLIPWAY_MAX_SESSION_MINUTES: whole(1, 10_080).default(240),
  SLIPWAY_IDLE_MINUTES: whole(1, 10_080).default(30),
  SLIPWAY_SESSIONS_PER_PERSON: whole(1, 100).default(2),
  SLIPWAY_MAX_SANDBOXES: whole(1, 10_000).optional(),
  SLIPWAY_MEMORY_GIB: inRange(0.25, 1024).default(2),
  SLIPWAY_CPU_CORES: inRange(0.1, 256).default(2),
  SLIPWAY_PROCESSES: whole(100, 100_000).default(2000),
  SLIPWAY_DISK_GIB: inRange(1, 10_240).default(8),
  SLIPWAY_TERMINALS: whole(1, 100).default(10),
  SLIPWAY_IMPORTS: z.enum(["on", "off"], { error: "must be on or off" }).default("on"),
  SLIPWAY_LOG_LEVEL: z.enum(LOG_LEVELS, { error: `must be one of ${LOG_LEVELS.join(", ")}` }).default("info"),
});

const MINUTE_MS = 60_000;

/** Reads and checks the environment. Throws input.invalid with one clear line for each wrong value. */
export function readConfig(environment: Record<string, string | undefined> = process.env) {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const parsed = Environment.safeParse(given);
  if (!parsed.success) {
    const lines = new Map(
      parsed.error.issues.map(({ path: [name], message }) => [
        name,
        // A database's address holds a password.
        `${String(name)}${name === "SLIPWAY_DATABASE_URL" ? "" : `=${given[String(name)]}`} ${message}`,
      ]),
    );
    throw new AppError("input.invalid", {
      userMessage: `The configuration is not valid:\n${[...lines.values()].join("\n")}`,
      nextStep: "Correct or unset these environment variables.",
    });
  }
  const env = parsed.data;
  return {
    port: env.PORT,
    host: env.HOST,
    dataDir: env.SLIPWAY_DATA_DIR,
    /** Instead of the labs that Slipway comes with. */
    labsDir: env.SLIPWAY_LABS_DIR,
    databaseUrl: env.SLIPWAY_DATABASE_URL ?? `file:${join(env.SLIPWAY_DATA_DIR, "slipway.db")}`,
    trustedProxies: env.SLIPWAY_TRUSTED_PROXIES,
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
    /** Whether people may bring labs of their own in the browser. */
    imports: env.SLIPWAY_IMPORTS === "on",
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
