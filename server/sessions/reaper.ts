import type { Logger } from "../../runtime/common/logger.ts";
import type { SandboxId } from "../../runtime/protocol/index.ts";
import type { Machines } from "../hosts/machines.ts";
import { removeSandbox } from "../hosts/remove-sandbox.ts";
import type { WarmPool } from "../hosts/warm-pool.ts";
import type { Lifecycle } from "./lifecycle.ts";
import type { Provisioner } from "./provisioner.ts";
import { planReconcile, type ReconcileSession } from "./reconcile.ts";
import type { LiveSession, SessionBook } from "./session-book.ts";
import type { SessionRepository } from "./session-repository.ts";
import type { SessionService } from "./session-service.ts";

export interface ReaperOptions {
  machines: Machines;
  book: SessionBook;
  repository: SessionRepository;
  sessions: SessionService;
  lifecycle: Lifecycle;
  provisioner: Provisioner;
  warmPool: WarmPool;
  idleTimeoutMs: number;
  now: () => number;
  log: Logger;
}

const seen = ({ record, attachedSockets }: LiveSession): ReconcileSession => ({
  id: record.id,
  state: record.state,
  endsAtMs: record.endsAtMs,
  lastActiveAtMs: record.lastActiveAtMs,
  attachedSockets,
  nodes: record.nodes.map(({ sandboxId, state }) => ({ sandboxId, state })),
});

/** Compares what is known with what exists and acts on the difference; also ends what is over or idle. */
export function createReaper(options: ReaperOptions) {
  const { machines, book, repository, sessions, lifecycle, provisioner, warmPool, idleTimeoutMs, now, log } =
    options;

  async function setNode(sandboxId: SandboxId, state: "lost" | "stopped" | "ready"): Promise<void> {
    const found = book.findNode(sandboxId);
    if (!found || found.node.state === "starting") return;
    const { live, node } = found;
    node.state = state;
    log.warn({ event: `node.${state}`, sessionId: live.record.id, sandboxId });
    await repository.saveNode(live.record.id, node);
    if (state === "lost" && node.name === "node1") {
      live.record.failure = {
        code: "sandbox.not-found",
        message: "The sandbox of this session is gone: its machine may have been reset.",
        nextStep: "Retry for a fresh one.",
      };
      await lifecycle.step(live, "lost", "sandbox-gone");
    }
    book.changed(live.record.id);
  }

  /** One round. Rejects when the machines cannot be asked. */
  async function round(): Promise<void> {
    const { driver } = machines.require();
    const before = book.all().map(seen);
    const [records, networks] = await Promise.all([driver.list(), driver.listNetworks()]);
    const owned = new Set<SandboxId>(warmPool.owned());
    for (const session of before) for (const node of session.nodes) owned.add(node.sandboxId);
    for (const { record } of book.all()) for (const node of record.nodes) owned.add(node.sandboxId);
    const plan = planReconcile({
      nowMs: now(),
      idleTimeoutMs,
      sandboxes: records.map((record) => ({ sandboxId: record.labels.sandboxId, status: record.status })),
      networks,
      before,
      owned,
      liveSessions: new Set([...before.map((one) => one.id), ...book.all().map((one) => one.record.id)]),
    });
    for (const sandboxId of plan.deleteSandboxes) {
      log.info({ event: "reaper.orphan", sandboxId });
      await removeSandbox(machines, sandboxId).catch((error) =>
        log.warn({ event: "reaper.delete-failed", sandboxId, err: error }),
      );
    }
    for (const sessionId of plan.deleteNetworks) {
      await driver
        .removeNetwork(sessionId)
        .catch((error) => log.warn({ event: "reaper.network-failed", sessionId, err: error }));
    }
    for (const { sandboxId } of plan.lost) await setNode(sandboxId, "lost");
    for (const { sandboxId } of plan.stopped) await setNode(sandboxId, "stopped");
    for (const { sandboxId } of plan.revived) {
      await machines.require().agent.watchSandbox(sandboxId);
      await setNode(sandboxId, "ready");
    }
    for (const { sessionId, reason } of plan.end) {
      const live = book.get(sessionId);
      if (live) await sessions.finish(live, reason);
    }
    provisioner.pump();
    warmPool.refill();
  }

  let timer: NodeJS.Timeout | undefined;
  let working = false;
  return {
    round,
    start(everyMs = 15_000): void {
      timer = setInterval(() => {
        if (working || !machines.current()) return;
        working = true;
        round()
          .catch((error) => log.warn({ event: "reaper.failed", err: error }))
          .finally(() => {
            working = false;
          });
      }, everyMs);
      timer.unref();
    },
    dispose: () => clearInterval(timer),
  };
}

export type Reaper = ReturnType<typeof createReaper>;
