import { z } from "zod";

/** The envelope of every answer of Incus. */
export const Envelope = z.object({
  type: z.string(),
  operation: z.string().optional(),
  error: z.string().optional(),
  error_code: z.number().optional(),
  metadata: z.unknown(),
});

export const Operation = z.object({
  id: z.string(),
  status: z.string(),
  status_code: z.number(),
  err: z.string().default(""),
  metadata: z.record(z.string(), z.unknown()).nullish(),
});
export type Operation = z.infer<typeof Operation>;

const Device = z.record(z.string(), z.string());

export const Instance = z.object({
  name: z.string(),
  status: z.string(),
  config: z.record(z.string(), z.string()),
  devices: z.record(z.string(), Device),
});
export type Instance = z.infer<typeof Instance>;

/** With all that Incus expects back when an instance's settings are replaced. */
export const WholeInstance = Instance.extend({
  architecture: z.string(),
  description: z.string().default(""),
  ephemeral: z.boolean(),
  profiles: z.array(z.string()).nullish(),
});

/** Names are without that of the instance. */
export const Snapshots = z.array(z.object({ name: z.string(), created_at: z.string() }));

export const InstanceState = z.object({
  status: z.string(),
  pid: z.number(),
  processes: z.number(),
  memory: z.object({ usage: z.number().default(0) }).nullish(),
  disk: z
    .record(z.string(), z.object({ usage: z.number().default(0), total: z.number().default(0) }))
    .nullish(),
});

export const Network = z.object({ name: z.string(), config: z.record(z.string(), z.string()) });

export const ExecSecrets = z.object({ fds: z.record(z.string(), z.string()) });
