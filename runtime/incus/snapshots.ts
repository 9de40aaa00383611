import { AppError } from "../common/app-error.ts";
import type { SandboxId } from "../protocol/index.ts";
import { runInside } from "../sandboxes/run-inside.ts";
import type { ExecOptions, SnapshotRecord } from "../sandboxes/sandbox-driver.ts";
import { isSnapshotName } from "../sandboxes/saved-names.ts";
import { openExec } from "./exec.ts";
import type { IncusClient } from "./incus-client.ts";
import { isGone } from "./incus-failure.ts";
import { Instance, Snapshots } from "./incus-schemas.ts";
import { instanceName } from "./sandbox-labels.ts";

/** What has written and hangs does not keep a snapshot from being taken: the storage flushes what it can itself. */
const FLUSH_TIMEOUT_MS = 10_000;

const snapshotsOf = (sandboxId: SandboxId, rest = "") =>
  `/instances/${instanceName(sandboxId)}/snapshots${rest}`;

/** Writes out what the sandbox's programs have written, so that it is on the disk that is about to be kept. */
export async function flushDisk(client: IncusClient, sandboxId: SandboxId, status: string): Promise<void> {
  if (status !== "Running") return;
  const exec = (id: SandboxId, options: ExecOptions) => openExec(client, instanceName(id), options);
  await runInside({ exec }, sandboxId, "sync -f /", { timeoutMs: FLUSH_TIMEOUT_MS });
}

async function readSnapshots(client: IncusClient, sandboxId: SandboxId): Promise<SnapshotRecord[]> {
  const found = await client.call("GET", snapshotsOf(sandboxId), Snapshots, { query: { recursion: "1" } });
  return found.map(({ name, created_at }) => ({ name, createdAtMs: Date.parse(created_at) }));
}

/** Oldest first. */
export async function listSnapshots(client: IncusClient, sandboxId: SandboxId): Promise<SnapshotRecord[]> {
  const found = await readSnapshots(client, sandboxId);
  return found
    .filter(({ name }) => isSnapshotName(name))
    .toSorted((one, other) => one.createdAtMs - other.createdAtMs);
}

/** Throws snapshot.not-found. */
export async function requireSnapshot(
  client: IncusClient,
  sandboxId: SandboxId,
  name: string,
): Promise<void> {
  const found = await readSnapshots(client, sandboxId);
  if (found.some((one) => one.name === name)) return;
  throw new AppError("snapshot.not-found", { message: `${sandboxId} has no snapshot ${name}` });
}

export async function deleteSnapshot(client: IncusClient, sandboxId: SandboxId, name: string): Promise<void> {
  await client.run("DELETE", snapshotsOf(sandboxId, `/${name}`)).catch((error: unknown) => {
    if (!isGone(error)) throw error;
  });
}

/** One of the same name is deleted when the new one stands, which bears another name until then. */
export async function takeSnapshot(client: IncusClient, sandboxId: SandboxId, name: string): Promise<void> {
  const [instance, found] = await Promise.all([
    client.call("GET", `/instances/${instanceName(sandboxId)}`, Instance),
    readSnapshots(client, sandboxId),
  ]);
  await flushDisk(client, sandboxId, instance.status);
  const take = (as: string) =>
    client.run("POST", snapshotsOf(sandboxId), { body: { name: as, stateful: false } });
  const stands = (wanted: string) => found.some((one) => one.name === wanted);
  if (!stands(name)) return take(name);
  const fresh = `${name}.new`;
  if (stands(fresh)) await deleteSnapshot(client, sandboxId, fresh);
  await take(fresh);
  await deleteSnapshot(client, sandboxId, name);
  await client.run("POST", snapshotsOf(sandboxId, `/${fresh}`), { body: { name } });
}
