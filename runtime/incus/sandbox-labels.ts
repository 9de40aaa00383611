import { z } from "zod";
import { Egress, NodeName, SandboxId, SessionId } from "../protocol/index.ts";
import type { SandboxLabels, SandboxRecord, SandboxStatus } from "../sandboxes/sandbox-driver.ts";
import type { Instance } from "./incus-schemas.ts";

const PREFIX = "user.slipway.";

/** What an instance of ours is: `sandbox`, `template`, or `unfinished`: a template on its way. Old sandboxes do not say. */
export const KIND = `${PREFIX}kind`;

const Labels = z.object({
  kind: z.literal("sandbox").optional(),
  sandbox: SandboxId,
  session: SessionId.optional(),
  node: NodeName,
  template: z.string(),
  egress: Egress,
  warm: z.stringbool(),
  created: z.coerce.number(),
  address: z.string(),
  keep: z.coerce.number().optional(),
});

/** Ownership marks as instance config, without their prefix. */
export function labelsOf(labels: SandboxLabels, address: string) {
  return {
    kind: "sandbox",
    sandbox: labels.sandboxId,
    session: labels.sessionId,
    node: labels.node,
    template: labels.template,
    egress: labels.egress,
    warm: labels.warm,
    created: labels.createdAtMs,
    address,
    ...(labels.keepUntilMs === undefined ? {} : { keep: labels.keepUntilMs }),
  };
}

/** What a claim changes: whose it is, and its share of the processors, which was small while nobody waited for it. */
export const claimConfig = (
  config: Record<string, string>,
  sessionId: SessionId,
): Record<string, string> => ({
  [`${PREFIX}session`]: sessionId,
  [`${PREFIX}warm`]: "false",
  ...(config[`${PREFIX}cpu`] ? { "limits.cpu.allowance": config[`${PREFIX}cpu`] as string } : {}),
});

/** The sandbox's place on its session's private network, kept so that a restart can restore it. */
export const PRIVATE_ADDRESS = `${PREFIX}private`;

const STATUS: Record<string, SandboxStatus> = { Running: "running", Frozen: "frozen", Stopped: "stopped" };

/** Ownership marks of an instance, without their prefix. */
export const marksOf = (instance: Pick<Instance, "config">): Record<string, string> =>
  Object.fromEntries(
    Object.entries(instance.config)
      .filter(([key, value]) => key.startsWith(PREFIX) && value !== "")
      .map(([key, value]) => [key.slice(PREFIX.length), value]),
  );

/** The sandbox an instance is, by its marks; undefined when it bears none of ours. */
export function parseInstance(instance: Instance): SandboxRecord | undefined {
  const parsed = Labels.safeParse(marksOf(instance));
  if (!parsed.success) return undefined;
  const { kind: _kind, sandbox, session, created, address, keep, ...rest } = parsed.data;
  return {
    labels: {
      sandboxId: sandbox,
      ...(session ? { sessionId: session } : {}),
      ...rest,
      createdAtMs: created,
      ...(keep === undefined ? {} : { keepUntilMs: keep }),
    },
    status: STATUS[instance.status] ?? "error",
    address,
  };
}

/** Instance names allow no underscore. */
export const instanceName = (sandboxId: SandboxId): string => sandboxId.replaceAll("_", "-");
