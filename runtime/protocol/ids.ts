import { z } from "zod";

/** Ids are prefixed and branded so that one kind is never passed for another. */
const id = <B extends string>(prefix: B) =>
  z
    .string()
    .regex(new RegExp(`^${prefix}_[a-z0-9]{10,32}$`))
    .brand<B>();

export const SessionId = id("ses");
export const SandboxId = id("sbx");
export const TerminalId = id("trm");
export const LearnerId = id("lrn");
export type SessionId = z.infer<typeof SessionId>;
export type SandboxId = z.infer<typeof SandboxId>;
export type TerminalId = z.infer<typeof TerminalId>;
export type LearnerId = z.infer<typeof LearnerId>;

/** node1 is made with the session; node2 to node5 are added by the learner. */
export const NodeName = z.enum(["node1", "node2", "node3", "node4", "node5"]);
export type NodeName = z.infer<typeof NodeName>;

export const Port = z.coerce.number().int().min(1).max(65535);
