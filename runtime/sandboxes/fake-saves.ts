import { AppError } from "../common/app-error.ts";
import type { SandboxId } from "../protocol/index.ts";
import type { SandboxRecord, SnapshotRecord, TemplateRecord } from "./sandbox-driver.ts";
import { requireSnapshotName, requireTemplateName } from "./saved-names.ts";

/** The snapshots and templates of a fake driver: names and times, no disks. */
export interface FakeSaves {
  /** What was done, in order: `snapshot ID NAME`, `restore ID NAME`, `save ID NAME`. */
  readonly done: string[];
  /** The next call that takes or brings back a state fails with sandbox.failed. */
  failNext: boolean;
  snapshot(sandbox: SandboxRecord, name: string): void;
  restore(sandbox: SandboxRecord, name: string): void;
  listSnapshots(sandbox: SandboxRecord): SnapshotRecord[];
  deleteSnapshot(sandboxId: SandboxId, name: string): void;
  /** The sandbox is gone, and its snapshots with it. */
  forget(sandboxId: SandboxId): void;
  saveTemplate(sandbox: SandboxRecord, name: string, snapshotName?: string): void;
  listTemplates(): TemplateRecord[];
  deleteTemplate(name: string): void;
  /** Throws template.not-found. */
  requireTemplate(name: string): void;
}

export function createFakeSaves({ now }: { now: () => number }): FakeSaves {
  const snapshots = new Map<SandboxId, Map<string, SnapshotRecord>>();
  const templates = new Map<string, TemplateRecord>();

  const attempt = (what: string, { labels }: SandboxRecord, name: string) => {
    if (saves.failNext) {
      saves.failNext = false;
      throw new AppError("sandbox.failed");
    }
    saves.done.push(`${what} ${labels.sandboxId} ${name}`);
  };
  const requireSnapshot = ({ labels }: SandboxRecord, name: string) => {
    requireSnapshotName(name);
    if (!snapshots.get(labels.sandboxId)?.has(name)) throw new AppError("snapshot.not-found");
  };

  const saves: FakeSaves = {
    done: [],
    failNext: false,
    snapshot(sandbox, name) {
      requireSnapshotName(name);
      attempt("snapshot", sandbox, name);
      const own = snapshots.get(sandbox.labels.sandboxId) ?? new Map<string, SnapshotRecord>();
      own.delete(name);
      own.set(name, { name, createdAtMs: now() });
      snapshots.set(sandbox.labels.sandboxId, own);
    },
    restore(sandbox, name) {
      requireSnapshot(sandbox, name);
      attempt("restore", sandbox, name);
    },
    listSnapshots: ({ labels }) => [...(snapshots.get(labels.sandboxId)?.values() ?? [])],
    deleteSnapshot(sandboxId, name) {
      requireSnapshotName(name);
      snapshots.get(sandboxId)?.delete(name);
    },
    forget: (sandboxId) => void snapshots.delete(sandboxId),
    saveTemplate(sandbox, name, snapshotName) {
      requireTemplateName(name);
      if (snapshotName !== undefined) requireSnapshot(sandbox, snapshotName);
      attempt("save", sandbox, name);
      const { node, egress, template: from } = sandbox.labels;
      templates.delete(name);
      templates.set(name, { name, createdAtMs: now(), node, egress, from });
    },
    listTemplates: () => [...templates.values()],
    deleteTemplate(name) {
      requireTemplateName(name);
      templates.delete(name);
    },
    requireTemplate(name) {
      requireTemplateName(name);
      if (!templates.has(name)) throw new AppError("template.not-found");
    },
  };
  return saves;
}
