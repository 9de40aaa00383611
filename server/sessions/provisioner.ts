import { AppError, isAppError } from "../../runtime/common/app-error.ts";
import { newSandboxId, newTerminalId } from "../../runtime/common/ids.ts";
import type { Logger } from "../../runtime/common/logger.ts";
import type { Turns } from "../../runtime/common/turns.ts";
import { NodeName, type SandboxId, type SessionId } from "../../runtime/protocol/index.ts";
import type { SandboxLimits } from "../../runtime/sandboxes/sandbox-driver.ts";
import type { Machines } from "../hosts/machines.ts";
import { removeSandbox } from "../hosts/remove-sandbox.ts";
import type { WarmSandbox } from "../hosts/warm-decisions.ts";
import type { WarmPool } from "../hosts/warm-pool.ts";
import { planAdmission } from "./admission.ts";
import type { Lifecycle } from "./lifecycle.ts";
import { isWaiting, type LiveSession, type SessionBook } from "./session-book.ts";
import type { SessionPurposes } from "./session-purpose.ts";
import type { NodeRecord } from "./session-record.ts";
import type { SessionRepository } from "./session-repository.ts";

export interface ProvisionerOptions {
  machines: Machines;
  warmPool: WarmPool;
  book: SessionBook;
  repository: SessionRepository;
  lifecycle: Lifecycle;
  purposes: SessionPurposes;
  /** What is done to the machines for one session, one thing after another. */
  inTurn: Turns<SessionId>;
  limits: SandboxLimits;
  maxSandboxes: number;
  sessionMs: number;
  now: () => number;
  log: Logger;
  engineTimeoutMs?: number;
}

export const FIRST_SIZE = { cols: 80, rows: 24 };

/** A sentence without its full stop. */
const waitingWords = (nodes: number): string =>
  nodes === 1
    ? "Waiting for a free sandbox"
    : `Waiting for ${nodes} free sandboxes at once; in the first minutes, whoever needs fewer may go in before`;

/**
 * Admits waiting sessions (see planAdmission) and gives each its first node: a warm one, or a clone. Further nodes that a session
 * begins with have their places kept; whoever wants them has them made once it is ready.
 */
export function createProvisioner(options: ProvisionerOptions) {
  const {
    machines,
    warmPool,
    book,
    repository,
    lifecycle,
    purposes,
    inTurn,
    limits,
    maxSandboxes,
    sessionMs,
    now,
    log,
  } = options;
  const engineTimeoutMs = options.engineTimeoutMs ?? 90_000;
  const warmStarts = new Map<SessionId, Promise<void>>();

  const say = (live: LiveSession, progress: string) => {
    live.progress = progress;
    book.changed(live.record.id);
  };
  const discard = (sandboxId: SandboxId) =>
    removeSandbox(machines, sandboxId).catch((error) =>
      log.warn({ event: "sandbox.delete-failed", sandboxId, err: error }),
    );

  function setNodes(live: LiveSession, warm: WarmSandbox | undefined): void {
    const sandboxId = warm?.sandboxId ?? newSandboxId();
    const address = warm?.address ?? null;
    const further = NodeName.options
      .slice(1, nodesOf(live))
      .map((name): NodeRecord => ({ sandboxId: newSandboxId(), name, state: "starting", address: null }));
    live.record.nodes = [{ sandboxId, name: "node1", state: "starting", address }, ...further];
    const id = warm?.terminalId ?? newTerminalId();
    live.record.terminals = [
      { id, sandboxId, title: "Terminal 1", position: 1, state: "open", exitCode: null },
    ];
  }

  const nodesOf = (live: LiveSession) => purposes.plan(live.record.id)?.nodes ?? 1;

  /** Resolves when the session as it is now is on disk. */
  function store(live: LiveSession): Promise<void> {
    const { record } = live;
    if (!live.stored) {
      const change = { from: null, to: record.state, reason: "started", atMs: record.createdAtMs };
      live.stored = repository.insert(record, change);
      return live.stored;
    }
    const { nodes, terminals } = record;
    return Promise.all([
      repository.save(record),
      ...nodes.map((node) => repository.saveNode(record.id, node)),
      ...terminals.map((terminal) => repository.saveTerminal(record.id, terminal)),
    ]).then(() => undefined);
  }

  const wanted = (live: LiveSession) => live.record.state === "provisioning";

  /** Nothing is made, or what was made belongs to the session's end, when the session is no longer wanted. */
  async function clone(live: LiveSession): Promise<void> {
    const { driver, agent } = machines.require();
    const { id: sessionId, egress, nodes, terminals } = live.record;
    const [node, terminal] = [nodes[0], terminals[0]];
    if (!node || !terminal) throw new AppError("internal", { message: "a session without its first node" });
    const { sandboxId, name } = node;
    const make = (template?: string) =>
      inTurn(sessionId, async () => {
        if (!wanted(live)) return;
        say(live, "Making your sandbox from the template");
        const from = template === undefined ? {} : { template };
        const request = { sandboxId, sessionId, node: name, egress, limits, warm: false, ...from };
        node.address = (await driver.create(request)).address;
      });
    const plan = purposes.plan(sessionId);
    if (plan?.hasTemplate(name)) await plan.clone(name, (progress) => say(live, progress), make);
    else await make();
    if (!wanted(live)) return;
    await agent.watchSandbox(sandboxId);
    say(live, "Starting its Docker Engine");
    await Promise.all([
      agent.waitForEngine(sandboxId, engineTimeoutMs),
      agent.openTerminal({ terminalId: terminal.id, sandboxId, size: FIRST_SIZE }),
    ]);
  }

  /** False when it cannot be had: it is thrown away, and a clone takes its place. */
  async function claim(live: LiveSession, { sandboxId }: WarmSandbox): Promise<boolean> {
    const { driver, agent } = machines.require();
    try {
      await inTurn(live.record.id, () => driver.claim(sandboxId, live.record.id));
      // The shell is waiting already: ports and health may come a moment later.
      void agent
        .watchSandbox(sandboxId)
        .catch((error) => log.warn({ event: "sandbox.watch-failed", sandboxId, err: error }));
      return true;
    } catch (error) {
      log.warn({ event: "warm.claim-failed", sandboxId, err: error });
      return false;
    }
  }

  async function provision(live: LiveSession, warm: WarmSandbox | undefined): Promise<void> {
    const { record } = live;
    const [stored, claimed] = await Promise.allSettled([store(live), warm ? claim(live, warm) : false]);
    if (stored.status === "rejected") throw stored.reason;
    const isWarm = claimed.status === "fulfilled" && claimed.value;
    if (warm && !isWarm && wanted(live)) {
      // At once: without nodes it would seem to wait, and be admitted a second time.
      const dropped = dropNodes(live);
      setNodes(live, undefined);
      await dropped;
      await store(live);
    }
    if (!isWarm) await clone(live);
    if (!wanted(live)) return;
    await purposes.plan(record.id)?.furnish(live, (progress) => say(live, progress));
    const node = record.nodes[0];
    if (!wanted(live) || !node) return;
    node.state = "ready";
    await Promise.all([
      lifecycle.step(live, "became-ready", isWarm ? "warm" : "cloned"),
      repository.saveNode(record.id, node),
    ]);
  }

  async function fail(live: LiveSession, error: unknown): Promise<void> {
    const { record } = live;
    if (!wanted(live)) return;
    log.warn({ event: "session.provisioning-failed", sessionId: record.id, err: error });
    // What is not found here is the template or a half-made clone: nothing of the learner's is gone.
    const known =
      isAppError(error) && error.code !== "sandbox.not-found"
        ? error
        : new AppError("sandbox.failed", { cause: error });
    record.failure = { code: known.code, message: known.userMessage, nextStep: known.nextStep };
    await Promise.all([dropNodes(live), lifecycle.step(live, "failed", known.code)]);
  }

  /** Removes what was made so far; its places in the pool are free again. */
  async function dropNodes(live: LiveSession): Promise<void> {
    const { id, nodes } = live.record;
    live.record.nodes = [];
    live.record.terminals = [];
    for (const { sandboxId } of nodes) {
      void inTurn(id, () => discard(sandboxId));
      book.clearHealth(sandboxId);
    }
    await Promise.all(nodes.map(({ sandboxId }) => repository.removeNode(id, sandboxId)));
  }

  function admit(live: LiveSession): void {
    const { record } = live;
    live.queuePosition = null;
    // The time of a session begins when its waiting ends.
    record.endsAtMs = now() + sessionMs;
    const warm = purposes.plan(record.id)?.hasTemplate("node1") ? undefined : warmPool.take(record.egress);
    setNodes(live, warm);
    const work = provision(live, warm)
      .catch((error) => fail(live, error))
      .catch((error) => log.error({ event: "session.not-stored", sessionId: record.id, err: error }))
      .finally(() => {
        warmStarts.delete(record.id);
        pump();
        warmPool.refill();
      });
    if (warm) warmStarts.set(record.id, work);
  }

  const planQueue = (waiting: LiveSession[]) =>
    planAdmission(
      waiting.map((live) => {
        const { id, createdAtMs } = live.record;
        return { id, createdAtMs, nodes: nodesOf(live) };
      }),
      maxSandboxes - book.usedSandboxes(),
      now(),
    );

  /** A smaller pool after a restart: nobody is to wait behind what can never begin. */
  function failTooLarge(live: LiveSession, nodes: number): void {
    live.queuePosition = null;
    const error = new AppError("pool.full", {
      userMessage: `This session needs ${nodes} sandboxes, and this server runs ${maxSandboxes} at most.`,
      nextStep: "End it and start another, or ask whoever runs this server.",
    });
    void fail(live, error).catch((err) =>
      log.error({ event: "session.not-stored", sessionId: live.record.id, err }),
    );
  }

  function pump(): void {
    if (!machines.current()) return;
    for (const live of book.all().filter(isWaiting)) {
      const nodes = nodesOf(live);
      if (nodes > maxSandboxes) failTooLarge(live, nodes);
    }
    const waiting = book.all().filter(isWaiting);
    const plan = planQueue(waiting);
    for (const live of waiting) {
      const position = plan.positions.get(live.record.id) ?? null;
      if (position === null) admit(live);
      else if (position !== live.queuePosition) {
        live.queuePosition = position;
        say(live, waitingWords(nodesOf(live)));
      }
    }
    warmPool.makeRoom();
  }

  return {
    pump,
    /** Places of the pool that whoever comes now may have: none while they are kept for somebody who waits. */
    freePlaces: (): number => planQueue(book.all().filter(isWaiting)).free,
    store,
    dropNodes,
    /** A warm Start takes milliseconds and is waited for; a clone goes on in the background. */
    settleQuickly: async (sessionId: SessionId): Promise<void> => warmStarts.get(sessionId),
  };
}

export type Provisioner = ReturnType<typeof createProvisioner>;
