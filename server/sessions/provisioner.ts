import { AppError, isAppError } from "../../runtime/common/app-error.ts";
import { newSandboxId, newTerminalId } from "../../runtime/common/ids.ts";
import type { Logger } from "../../runtime/common/logger.ts";
import type { SandboxId, SessionId } from "../../runtime/protocol/index.ts";
import type { SandboxLimits } from "../../runtime/sandboxes/sandbox-driver.ts";
import type { Machines } from "../hosts/machines.ts";
import { removeSandbox } from "../hosts/remove-sandbox.ts";
import type { WarmSandbox } from "../hosts/warm-decisions.ts";
import type { WarmPool } from "../hosts/warm-pool.ts";
import { planAdmission } from "./admission.ts";
import type { Lifecycle } from "./lifecycle.ts";
import type { LiveSession, SessionBook } from "./session-book.ts";
import type { SessionRepository } from "./session-repository.ts";

export interface ProvisionerOptions {
  machines: Machines;
  warmPool: WarmPool;
  book: SessionBook;
  repository: SessionRepository;
  lifecycle: Lifecycle;
  limits: SandboxLimits;
  maxSandboxes: number;
  log: Logger;
  engineTimeoutMs?: number;
}

export const FIRST_SIZE = { cols: 80, rows: 24 };

/** Admits waiting sessions in their order and gives each its first node: a warm one, or a clone. */
export function createProvisioner(options: ProvisionerOptions) {
  const { machines, warmPool, book, repository, lifecycle, limits, maxSandboxes, log } = options;
  const engineTimeoutMs = options.engineTimeoutMs ?? 90_000;
  const running = new Map<SessionId, Promise<void>>();

  const say = (live: LiveSession, progress: string) => {
    live.progress = progress;
    book.changed(live.record.id);
  };
  const discard = (sandboxId: SandboxId) =>
    removeSandbox(machines, sandboxId).catch((error) =>
      log.warn({ event: "sandbox.delete-failed", sandboxId, err: error }),
    );

  function setFirstNode(live: LiveSession, warm: WarmSandbox | undefined): void {
    const sandboxId = warm?.sandboxId ?? newSandboxId();
    const address = warm?.address ?? null;
    live.record.nodes = [{ sandboxId, name: "node1", state: "starting", address }];
    const id = warm?.terminalId ?? newTerminalId();
    live.record.terminals = [
      { id, sandboxId, title: "Terminal 1", position: 1, state: "open", exitCode: null },
    ];
  }

  async function persist(live: LiveSession): Promise<void> {
    const { record } = live;
    if (!live.inserted) {
      live.inserted = true;
      const change = { from: null, to: record.state, reason: "started", atMs: record.createdAtMs };
      return repository.insert(record, change);
    }
    for (const node of record.nodes) await repository.saveNode(record.id, node);
    for (const terminal of record.terminals) await repository.saveTerminal(record.id, terminal);
  }

  async function clone(live: LiveSession): Promise<void> {
    const { driver, agent } = machines.require();
    const { record } = live;
    const node = record.nodes[0];
    const terminal = record.terminals[0];
    if (!node || !terminal) throw new AppError("internal", { message: "a session without its first node" });
    const { sandboxId } = node;
    say(live, "Making your sandbox from the template");
    const request = {
      sandboxId,
      sessionId: record.id,
      node: node.name,
      egress: record.egress,
      limits,
      warm: false,
    };
    const created = await driver.create(request);
    node.address = created.address;
    if (record.state !== "provisioning") return void (await discard(sandboxId));
    await agent.watchSandbox(sandboxId);
    say(live, "Starting its Docker Engine");
    await Promise.all([
      agent.waitForEngine(sandboxId, engineTimeoutMs),
      agent.openTerminal({ terminalId: terminal.id, sandboxId, size: FIRST_SIZE }),
    ]);
  }

  async function provision(live: LiveSession, warm: WarmSandbox | undefined): Promise<void> {
    const { record } = live;
    try {
      let claimed = false;
      const claim = async () => {
        if (!warm) return;
        const { driver, agent } = machines.require();
        await driver.claim(warm.sandboxId, record.id);
        claimed = true;
        // The shell is waiting already: ports and health may come a moment later.
        void agent
          .watchSandbox(warm.sandboxId)
          .catch((error) => log.warn({ event: "sandbox.watch-failed", err: error }));
      };
      const [, claiming] = await Promise.allSettled([persist(live), claim()]);
      if (claiming.status === "rejected" && warm) {
        log.warn({ event: "warm.claim-failed", sandboxId: warm.sandboxId, err: claiming.reason });
        await repository.removeNode(warm.sandboxId);
        void discard(warm.sandboxId);
        setFirstNode(live, undefined);
        await persist(live);
      }
      if (!claimed) await clone(live);
      const node = record.nodes[0];
      if (record.state !== "provisioning" || !node) return;
      node.state = "ready";
      await Promise.all([
        lifecycle.step(live, "became-ready", claimed ? "warm" : "cloned"),
        repository.saveNode(record.id, node),
      ]);
    } catch (error) {
      await fail(live, error);
    }
  }

  async function fail(live: LiveSession, error: unknown): Promise<void> {
    const { record } = live;
    log.warn({ event: "session.provisioning-failed", sessionId: record.id, err: error });
    if (record.state !== "provisioning") return;
    // What is not found here is the template or a half-made clone: nothing of the learner's is gone.
    const known =
      isAppError(error) && error.code !== "sandbox.not-found"
        ? error
        : new AppError("sandbox.failed", { cause: error });
    record.failure = { code: known.code, message: known.userMessage, nextStep: known.nextStep };
    await dropNodes(live);
    await lifecycle.step(live, "failed", known.code);
  }

  /** Removes what was made so far; its places in the pool are free again. */
  async function dropNodes(live: LiveSession): Promise<void> {
    const nodes = live.record.nodes;
    live.record.nodes = [];
    live.record.terminals = [];
    for (const node of nodes) {
      void discard(node.sandboxId);
      book.clearHealth(node.sandboxId);
      await repository.removeNode(node.sandboxId);
    }
  }

  function pump(): void {
    if (!machines.current()) return;
    const waiting = book
      .all()
      .filter(({ record }) => record.state === "provisioning" && record.nodes.length === 0);
    const plan = planAdmission(
      waiting.map(({ record }) => ({ id: record.id, createdAtMs: record.createdAtMs })),
      maxSandboxes - book.usedSandboxes(),
    );
    for (const live of waiting) {
      const { id, egress } = live.record;
      const position = plan.positions.get(id) ?? null;
      if (position !== null) {
        if (position === live.queuePosition) continue;
        live.queuePosition = position;
        say(live, "Waiting for a free sandbox");
        continue;
      }
      live.queuePosition = null;
      const warm = warmPool.take(egress);
      setFirstNode(live, warm);
      const work = provision(live, warm).finally(() => {
        running.delete(id);
        warmStarts.delete(id);
        pump();
        warmPool.refill();
      });
      running.set(id, work);
      if (warm) warmStarts.add(id);
    }
  }

  const warmStarts = new Set<SessionId>();
  return {
    pump,
    persist,
    dropNodes,
    /** A warm Start takes milliseconds and is waited for; a clone goes on in the background. */
    async settleQuickly(sessionId: SessionId): Promise<void> {
      if (warmStarts.delete(sessionId)) await running.get(sessionId);
    },
    runningCount: () => running.size,
    /** Resolves when nothing is being provisioned any more. */
    async idle(): Promise<void> {
      await Promise.allSettled(running.values());
    },
  };
}

export type Provisioner = ReturnType<typeof createProvisioner>;
