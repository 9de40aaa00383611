import { z } from "zod";

const SandboxNetwork = z.object({
  /** Bridge name, at most 15 characters. */
  bridge: z.string(),
  /** Gateway address: the gate, the shelf and the resolver listen on it. */
  gateway: z.string(),
  /** Prefix length of the subnet the gateway is in. */
  prefix: z.int(),
});
export type SandboxNetwork = z.infer<typeof SandboxNetwork>;

/**
 * What set-up made on this machine, written to DATA/installation.json by the engine's set-up and read by the server and
 * the agent. `copyId` is eight characters derived from the data folder: every machine-wide name carries it, so that
 * two copies of Slipway on one machine do not meet.
 */
export const Installation = z.object({
  copyId: z.string().regex(/^[0-9a-f]{8}$/),
  incusSocket: z.string(),
  /** Incus project with this copy's sandboxes. */
  project: z.string(),
  /** Incus project with images and templates, shared by all copies on this machine, named by content hash. */
  sharedProject: z.string(),
  storagePool: z.string(),
  networks: z.object({ none: SandboxNetwork, packages: SandboxNetwork, open: SandboxNetwork }),
  /** Instance in sharedProject whose snapshot `ready` is cloned. */
  template: z.string(),
  /** Root's: the package gate answers at port 80 for package hosts, and the stand-in for Docker Hub at port 443. */
  lowPorts: z.boolean().default(false),
  /** What sandboxes trust of that stand-in, in base64. */
  hubCertificate: z.string().optional(),
  cgroupVersion: z.union([z.literal(1), z.literal(2)]),
  /** Unix socket of the host agent; short enough for the 108 bytes the kernel allows. */
  agentSocket: z.string(),
});
export type Installation = z.infer<typeof Installation>;
