import { Duplex } from "node:stream";
import { AppError } from "../common/app-error.ts";
import type { SandboxId, SessionId } from "../protocol/index.ts";
import { createFakeSaves, type FakeSaves } from "./fake-saves.ts";
import type { ExecStream, SandboxDriver, SandboxRecord } from "./sandbox-driver.ts";

/** How a fake may misbehave, changed at will in the middle of a test, and what it counted. */
export interface FakeControl {
  /** Every method waits for this first; never settles: a pool that hangs. */
  delay?: () => Promise<void>;
  /** Creations wait for this. */
  holdCreate?: Promise<void>;
  /** Creations that fail, by this code. */
  failCreate?: "sandbox.failed" | "pool.full" | "pool.unreachable";
  /** The next creation fails, those after it do not. */
  failNextCreate: boolean;
  created: number;
  claimed: number;
}

export interface FakeDriver extends SandboxDriver {
  readonly control: FakeControl;
  /** What exists, to look at and to change. */
  readonly records: Map<SandboxId, SandboxRecord>;
  readonly networks: Set<SessionId>;
  /** Snapshots and templates, and what was done with them. */
  readonly saves: FakeSaves;
  /** The sandbox disappears with no word, as when a host dies. */
  lose(sandboxId: SandboxId): void;
  /** Its state becomes `error`, as after a broken start. */
  breakDown(sandboxId: SandboxId): void;
}

/** Sandboxes in memory. Commands are not run: each ends at once with 0, having printed nothing. */
export function createFakeDriver(
  options: { now?: () => number; control?: Partial<FakeControl>; template?: string } = {},
): FakeDriver {
  const now = options.now ?? Date.now;
  const template = options.template ?? "fake";
  const sandboxes = new Map<SandboxId, SandboxRecord>();
  const networks = new Set<SessionId>();
  const saves = createFakeSaves({ now });
  let lastHost = 15;

  const driver: FakeDriver = {
    control: { failNextCreate: false, created: 0, claimed: 0, ...options.control },
    records: sandboxes,
    networks,
    saves,
    lose: (sandboxId) => void sandboxes.delete(sandboxId),
    breakDown: (sandboxId) => change(sandboxId, "error"),

    async create({ sandboxId, sessionId, node, egress, warm, template: own, keepUntilMs }) {
      await driver.control.delay?.();
      if (own !== undefined) saves.requireTemplate(own);
      await driver.control.holdCreate;
      if (driver.control.failCreate) throw new AppError(driver.control.failCreate);
      if (driver.control.failNextCreate) {
        driver.control.failNextCreate = false;
        throw new AppError("sandbox.failed");
      }
      driver.control.created += 1;
      lastHost += 1;
      const kept = keepUntilMs === undefined ? {} : { keepUntilMs };
      const labels = {
        sandboxId,
        node,
        egress,
        warm,
        template: own ?? template,
        createdAtMs: now(),
        ...kept,
      };
      const record: SandboxRecord = {
        labels: sessionId ? { ...labels, sessionId } : labels,
        status: "running",
        address: `198.18.${Math.floor(lastHost / 256)}.${lastHost % 256}`,
      };
      sandboxes.set(sandboxId, record);
      return structuredClone(record);
    },
    async list() {
      await driver.control.delay?.();
      return structuredClone([...sandboxes.values()]);
    },
    async get(sandboxId) {
      await driver.control.delay?.();
      return structuredClone(sandboxes.get(sandboxId));
    },
    async claim(sandboxId, sessionId) {
      await driver.control.delay?.();
      const record = find(sandboxId);
      if (!record.labels.warm) throw new AppError("sandbox.failed", { message: `${sandboxId} is not warm` });
      driver.control.claimed += 1;
      record.labels = { ...record.labels, sessionId, warm: false };
      record.status = "running";
      return structuredClone(record);
    },
    freeze: async (sandboxId) => await set(sandboxId, "frozen"),
    start: async (sandboxId) => await set(sandboxId, "running"),
    stop: async (sandboxId) => await set(sandboxId, "stopped"),
    async delete(sandboxId) {
      await driver.control.delay?.();
      sandboxes.delete(sandboxId);
      saves.forget(sandboxId);
    },
    async usage(sandboxId) {
      await driver.control.delay?.();
      const up = find(sandboxId).status !== "stopped";
      return { initPid: up ? 1000 : 0, memoryBytes: 0, diskBytes: 0, processes: up ? 1 : 0 };
    },
    async snapshot(sandboxId, name) {
      await driver.control.delay?.();
      saves.snapshot(find(sandboxId), name);
    },
    async restore(sandboxId, name) {
      await driver.control.delay?.();
      saves.restore(find(sandboxId), name);
      change(sandboxId, "running");
    },
    async listSnapshots(sandboxId) {
      await driver.control.delay?.();
      return saves.listSnapshots(find(sandboxId));
    },
    async deleteSnapshot(sandboxId, name) {
      await driver.control.delay?.();
      saves.deleteSnapshot(sandboxId, name);
    },
    async saveTemplate(sandboxId, name, snapshotName) {
      await driver.control.delay?.();
      saves.saveTemplate(find(sandboxId), name, snapshotName);
    },
    async listTemplates() {
      await driver.control.delay?.();
      return saves.listTemplates();
    },
    async deleteTemplate(name) {
      await driver.control.delay?.();
      saves.deleteTemplate(name);
    },
    async exec(sandboxId) {
      await driver.control.delay?.();
      if (find(sandboxId).status !== "running") {
        throw new AppError("sandbox.failed", { message: `${sandboxId} is not running` });
      }
      return endedExec();
    },
    async connectNodes(sessionId, nodes) {
      await driver.control.delay?.();
      for (const { sandboxId } of nodes) find(sandboxId);
      networks.add(sessionId);
    },
    privateAddress: (node) => `198.19.255.1${node.slice("node".length)}`,
    async removeNetwork(sessionId) {
      await driver.control.delay?.();
      networks.delete(sessionId);
    },
    listNetworks: async () => [...networks],
    dispose: () => undefined,
  };

  const find = (sandboxId: SandboxId): SandboxRecord => {
    const record = sandboxes.get(sandboxId);
    if (!record) throw new AppError("sandbox.not-found");
    return record;
  };
  const change = (sandboxId: SandboxId, status: SandboxRecord["status"]) => {
    find(sandboxId).status = status;
  };
  const set = async (sandboxId: SandboxId, status: SandboxRecord["status"]) => {
    await driver.control.delay?.();
    change(sandboxId, status);
  };
  return driver;
}

function endedExec(): ExecStream {
  const data = new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() });
  data.push(null);
  return {
    data,
    stderr: null,
    resize: () => undefined,
    signal: () => undefined,
    exited: Promise.resolve(0),
    destroy: () => void data.destroy(),
  };
}
