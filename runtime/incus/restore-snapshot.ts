import type { SandboxId } from "../protocol/index.ts";
import type { IncusClient } from "./incus-client.ts";
import { type Instance, WholeInstance } from "./incus-schemas.ts";
import { instanceName } from "./sandbox-labels.ts";

/** The user ids of the disk as it is now: a restore chooses them anew. */
const OF_THE_DISK = /^volatile\.(idmap|last_state\.idmap|uuid)/;

/**
 * A restore brings back the settings of then as well. Those of now are put back: whose it is, its limits and its networks; but
 * for what says how the restored disk is to be read.
 */
export function configAfterRestore(
  now: Record<string, string>,
  restored: Record<string, string>,
): Record<string, string> {
  const kept = (config: Record<string, string>, ofTheDisk: boolean) =>
    Object.entries(config).filter(([key]) => OF_THE_DISK.test(key) === ofTheDisk);
  return Object.fromEntries([...kept(now, false), ...kept(restored, true)]);
}

const NUDGE_BYTES = 2 ** 20;

/** Brings a stopped instance's disk back to a snapshot that exists, with the settings `now`. */
export async function restoreDisk(
  client: IncusClient,
  sandboxId: SandboxId,
  name: string,
  now: Instance,
): Promise<void> {
  const path = `/instances/${instanceName(sandboxId)}`;
  await client.run("PUT", path, { body: { restore: name } });
  const restored = await client.call("GET", path, WholeInstance);
  const { root } = now.devices;
  if (root?.size) {
    // The restored disk has no quota, and Incus sets one only when the size changes.
    const nudged = { ...root, size: String(Number(root.size) + NUDGE_BYTES) };
    await client.run("PATCH", path, { body: { devices: { root: nudged } } });
  }
  const { architecture, description, ephemeral, profiles } = restored;
  const config = configAfterRestore(now.config, restored.config);
  await client.run("PUT", path, {
    body: { architecture, description, ephemeral, profiles, config, devices: now.devices },
  });
}
