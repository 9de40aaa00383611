import type { Logger } from "../../runtime/common/logger.ts";
import type { SandboxId } from "../../runtime/protocol/index.ts";
import type { Machines } from "../hosts/machines.ts";
import { removeSandbox } from "../hosts/remove-sandbox.ts";
import type { WarmPool } from "../hosts/warm-pool.ts";
import type { Lifecycle } from "./lifecycle.ts";
import { planEnds } from "./plan-ends.ts";
import type { Provisioner } from "./provisioner.ts";
import { planReconcile, type ReconcileSession } from "./reconcile.ts";
import { isWaiting, type LiveSession, type SessionBook } from "./session-book.ts";
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
  /** Sandboxes that no session has and somebody needs. */
  alsoOwned: () => SandboxId[];
  idleTimeoutMs: number;
  now: () => number;
  log: Logger;
}

const seen = ({ record }: LiveSession): ReconcileSession => ({
  id: record.id,
  state: record.state,
  nodes: record.nodes.map(({ sandboxId, state }) => ({ sandboxId, state })),
});

const HOUR_MS = 3600_000;
/** As long as a learner's cookie lives: after that nobody can ask for the session. */
const KEEP_ENDED_MS = 30 * 24 * HOUR_MS;

/** Compares what is known with what exists and acts on the difference; also ends what is over or idle. */
export function createReaper(options: ReaperOptions) {
  const { machines, book, repository, sessions, lifecycle, provisioner, warmPool } = options;
  const { alsoOwned, idleTimeoutMs, now, log } = options;

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

  let forgotAtMs = 0;

  /** One thing that cannot be done must not keep the others from being done. */
  const attempt = (event: string, context: object, work: Promise<unknown>) =>
    work.catch((error) => log.warn({ event, ...context, err: error }));

  /** At most once an hour. */
  async function forgetOldSessions(): Promise<void> {
    if (now() - forgotAtMs < HOUR_MS) return;
    forgotAtMs = now();
    const count = await repository.forgetEndedBefore(now() - KEEP_ENDED_MS);
    if (count > 0) log.info({ event: "reaper.forgot", count });
  }

  /** Needs the database only: a session ends in time even where the machines cannot be asked. */
  async function endSessions(): Promise<void> {
    const known = book.all().map((live) => {
      const { id, state, endsAtMs, lastActiveAtMs } = live.record;
      const { attachedSockets } = live;
      return { id, state, waiting: isWaiting(live), endsAtMs, lastActiveAtMs, attachedSockets };
    });
    for (const { sessionId, reason } of planEnds(known, { nowMs: now(), idleTimeoutMs })) {
      const live = book.get(sessionId);
      if (live) await attempt("reaper.end-failed", { sessionId }, sessions.finish(live, reason));
    }
  }

  async function revive(sandboxId: SandboxId): Promise<void> {
    await machines.require().agent.watchSandbox(sandboxId);
    await setNode(sandboxId, "ready");
  }

  /** One round. Rejects when the machines cannot be asked. */
  async function round(): Promise<void> {
    await endSessions();
    await attempt("reaper.forget-failed", {}, forgetOldSessions());
    const { driver } = machines.require();
    const before = book.all().map(seen);
    const [records, networks] = await Promise.all([driver.list(), driver.listNetworks()]);
    const owned = new Set<SandboxId>([...warmPool.owned(), ...alsoOwned()]);
    for (const session of before) for (const node of session.nodes) owned.add(node.sandboxId);
    for (const { record } of book.all()) for (const node of record.nodes) owned.add(node.sandboxId);
    const kept = records.filter(({ labels }) => (labels.keepUntilMs ?? 0) > now());
    for (const { labels } of kept) owned.add(labels.sandboxId);
    const plan = planReconcile({
      sandboxes: records.map((record) => ({ sandboxId: record.labels.sandboxId, status: record.status })),
      networks,
      before,
      owned,
      liveSessions: new Set([
        ...before.map((one) => one.id),
        ...book.all().map((one) => one.record.id),
        ...kept.flatMap(({ labels }) => labels.sessionId ?? []),
      ]),
    });
    for (const { sandboxId } of plan.lost)
      await attempt("reaper.note-failed", { sandboxId }, setNode(sandboxId, "lost"));
    for (const { sandboxId } of plan.stopped)
      await attempt("reaper.note-failed", { sandboxId }, setNode(sandboxId, "stopped"));
    for (const { sandboxId } of plan.revived)
      await attempt("reaper.revive-failed", { sandboxId }, revive(sandboxId));
    for (const sandboxId of plan.deleteSandboxes) {
      log.info({ event: "reaper.orphan", sandboxId });
      await attempt("reaper.delete-failed", { sandboxId }, removeSandbox(machines, sandboxId));
    }
    for (const sessionId of plan.deleteNetworks) {
      await attempt("reaper.network-failed", { sessionId }, driver.removeNetwork(sessionId));
    }
    provisioner.pump();
    warmPool.refill();
  }

  let timer: NodeJS.Timeout | undefined;
  let working = false;
  return {
    round,
    start(everyMs: number): void {
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
