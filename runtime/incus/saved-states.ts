import { createTurns } from "../common/turns.ts";
import type { Installation } from "../engine/installation.ts";
import type { SandboxId } from "../protocol/index.ts";
import type { SandboxDriver } from "../sandboxes/sandbox-driver.ts";
import { requireSnapshotName, requireTemplateName } from "../sandboxes/saved-names.ts";
import type { IncusClient } from "./incus-client.ts";
import { Instance } from "./incus-schemas.ts";
import { createTemplateMaker, deleteTemplate, listTemplates } from "./own-templates.ts";
import { restoreDisk } from "./restore-snapshot.ts";
import { instanceName } from "./sandbox-labels.ts";
import { deleteSnapshot, listSnapshots, requireSnapshot, takeSnapshot } from "./snapshots.ts";

export interface SavedStatesOptions {
  incus: () => IncusClient;
  installation: () => Installation;
  stop: (sandboxId: SandboxId) => Promise<void>;
  /** Starts a sandbox whose disk may know other nodes than are there now. */
  bootAgain: (sandboxId: SandboxId, instance: Instance) => Promise<void>;
}

type SavedStates = Pick<
  SandboxDriver,
  | "snapshot"
  | "restore"
  | "listSnapshots"
  | "deleteSnapshot"
  | "saveTemplate"
  | "listTemplates"
  | "deleteTemplate"
>;

/** The part of the driver that keeps disks and brings them back. What concerns one sandbox is done one after another. */
export function createSavedStates(options: SavedStatesOptions): SavedStates {
  const { incus, installation, stop, bootAgain } = options;
  const turn = createTurns<SandboxId>();
  const makeTemplate = createTemplateMaker({ client: incus, installation });
  const read = (sandboxId: SandboxId) =>
    incus().call("GET", `/instances/${instanceName(sandboxId)}`, Instance);

  const restore = async (sandboxId: SandboxId, name: string) => {
    const now = await read(sandboxId);
    await requireSnapshot(incus(), sandboxId, name);
    try {
      await stop(sandboxId);
      await restoreDisk(incus(), sandboxId, name, now);
    } catch (error) {
      // Better as it was, or half of the way, than down. That it does not start either says no more than the first error.
      await bootAgain(sandboxId, now).catch(() => undefined);
      throw error;
    }
    await bootAgain(sandboxId, now);
  };

  return {
    async snapshot(sandboxId, name) {
      requireSnapshotName(name);
      await turn(sandboxId, () => takeSnapshot(incus(), sandboxId, name));
    },
    async restore(sandboxId, name) {
      requireSnapshotName(name);
      await turn(sandboxId, () => restore(sandboxId, name));
    },
    async listSnapshots(sandboxId) {
      await read(sandboxId);
      return listSnapshots(incus(), sandboxId);
    },
    async deleteSnapshot(sandboxId, name) {
      requireSnapshotName(name);
      await turn(sandboxId, () => deleteSnapshot(incus(), sandboxId, name));
    },
    async saveTemplate(sandboxId, name, snapshotName) {
      requireTemplateName(name);
      if (snapshotName !== undefined) requireSnapshotName(snapshotName);
      await turn(sandboxId, async () => {
        if (snapshotName !== undefined) await requireSnapshot(incus(), sandboxId, snapshotName);
        await makeTemplate(sandboxId, name, snapshotName);
      });
    },
    listTemplates: () => listTemplates(incus()),
    async deleteTemplate(name) {
      requireTemplateName(name);
      await deleteTemplate(incus(), name);
    },
  };
}
