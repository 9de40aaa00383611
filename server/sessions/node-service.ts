import { AppError } from "../../runtime/common/app-error.ts";
import { newSandboxId, newTerminalId } from "../../runtime/common/ids.ts";
import type { Logger } from "../../runtime/common/logger.ts";
import type { Turns } from "../../runtime/common/turns.ts";
import {
  type LearnerId,
  NodeName,
  type SandboxId,
  type SessionId,
  type SessionView,
} from "../../runtime/protocol/index.ts";
import { startNotedContainers } from "../../runtime/sandboxes/checkpoints.ts";
import type { SandboxDriver, SandboxLimits } from "../../runtime/sandboxes/sandbox-driver.ts";
import type { Machines } from "../hosts/machines.ts";
import { removeSandbox } from "../hosts/remove-sandbox.ts";
import { FIRST_SIZE } from "./provisioner.ts";
import type { LiveSession, SessionBook } from "./session-book.ts";
import type { SessionPurposes } from "./session-purpose.ts";
import type { NodeRecord, TerminalRecord } from "./session-record.ts";
import type { SessionRepository } from "./session-repository.ts";
import type { SessionService } from "./session-service.ts";

export interface NodeServiceOptions {
  machines: Machines;
  sessions: SessionService;
  book: SessionBook;
  repository: SessionRepository;
  purposes: SessionPurposes;
  /** What is done to the machines for one session, one thing after another. */
  inTurn: Turns<SessionId>;
  limits: SandboxLimits;
  /** Places of the pool that whoever comes now may have. */
  freePlaces: () => number;
  /** Called when a place in the pool has become free. */
  onFreed: () => void;
  log: Logger;
  engineTimeoutMs?: number;
}

/** Adds, removes and restarts the nodes of a session. The slow part runs in the background and shows as node state. */
export function createNodeService(options: NodeServiceOptions) {
  const { machines, sessions, book, repository, purposes, inTurn, limits, freePlaces, onFreed, log } =
    options;
  const engineTimeoutMs = options.engineTimeoutMs ?? 90_000;

  async function ready(learnerId: LearnerId, sessionId: SessionId): Promise<LiveSession> {
    const live = await sessions.own(learnerId, sessionId);
    if (live.record.state !== "ready") throw new AppError("session.not-ready");
    return live;
  }

  const find = (live: LiveSession, name: NodeName): NodeRecord => {
    const node = live.record.nodes.find((one) => one.name === name);
    if (!node) throw new AppError("node.not-found");
    return node;
  };

  /** Those that are made: others have their place only. */
  const connected = (live: LiveSession) =>
    live.record.nodes
      .filter(({ address }) => address !== null)
      .map(({ name, sandboxId }) => ({ node: name, sandboxId }));

  async function setState(live: LiveSession, node: NodeRecord, state: NodeRecord["state"]): Promise<void> {
    if (!live.record.nodes.includes(node)) return;
    node.state = state;
    book.changed(live.record.id);
    await repository.saveNode(live.record.id, node);
  }

  const isWanted = (live: LiveSession, node: NodeRecord) =>
    live.record.state === "ready" && live.record.nodes.includes(node);

  async function openTerminal(live: LiveSession, node: NodeRecord, title: string): Promise<void> {
    const terminalId = newTerminalId();
    await machines.require().agent.openTerminal({ terminalId, sandboxId: node.sandboxId, size: FIRST_SIZE });
    if (!isWanted(live, node)) return;
    const position = Math.max(0, ...live.record.terminals.map((one) => one.position)) + 1;
    const { sandboxId } = node;
    const terminal = { id: terminalId, sandboxId, title, position, state: "open" as const, exitCode: null };
    live.record.terminals.push(terminal);
    await repository.saveTerminal(live.record.id, terminal);
  }

  /** A node that is removed, or whose session ends, meanwhile: whoever does that waits its turn and deletes what was made. */
  async function build(live: LiveSession, node: NodeRecord): Promise<void> {
    const { driver, agent } = machines.require();
    const { sandboxId, name } = node;
    const { id: sessionId, egress } = live.record;
    const make = (template?: string) =>
      inTurn(sessionId, async () => {
        if (!isWanted(live, node)) return;
        const from = template === undefined ? {} : { template };
        const request = { sandboxId, sessionId, node: name, egress, limits, warm: false, ...from };
        node.address = (await driver.create(request)).address;
        if (isWanted(live, node)) await driver.connectNodes(sessionId, connected(live));
      });
    try {
      const plan = purposes.plan(sessionId);
      if (plan?.hasTemplate(name)) await plan.clone(name, () => undefined, make);
      else await make();
      if (!isWanted(live, node)) return;
      await agent.watchSandbox(sandboxId);
      await Promise.all([agent.waitForEngine(sandboxId, engineTimeoutMs), openTerminal(live, node, name)]);
      await setState(live, node, "ready");
    } catch (error) {
      if (isWanted(live, node)) log.warn({ event: "node.failed", sessionId, sandboxId, err: error });
      await setState(live, node, "lost");
    }
  }

  async function forgetTerminals(live: LiveSession, sandboxId: SandboxId): Promise<void> {
    const { agent } = machines.require();
    const gone = live.record.terminals.filter((one) => one.sandboxId === sandboxId);
    live.record.terminals = live.record.terminals.filter((one) => one.sandboxId !== sandboxId);
    for (const { id } of gone) {
      await agent.closeTerminal(id).catch(() => undefined);
      await repository.removeTerminal(live.record.id, id);
    }
  }

  const titlesOf = (terminals: TerminalRecord[], node: NodeRecord) => {
    const titles = terminals.filter((one) => one.sandboxId === node.sandboxId).map(({ title }) => title);
    return titles.length > 0 ? titles : [node.name];
  };

  /** `again` brings the sandbox up anew. Rejects, with the node stopped, when that fails; resolves when the node is there. */
  async function bringUp(
    live: LiveSession,
    node: NodeRecord,
    titles: string[],
    again: (driver: SandboxDriver) => Promise<void>,
  ): Promise<void> {
    const { driver, agent } = machines.require();
    const { sandboxId } = node;
    const { id: sessionId } = live.record;
    try {
      await inTurn(sessionId, async () => {
        if (!isWanted(live, node)) return;
        await forgetTerminals(live, sandboxId);
        book.clearHealth(sandboxId);
        await again(driver);
        if (live.record.nodes.length > 1) await driver.connectNodes(sessionId, connected(live));
      });
      if (!isWanted(live, node)) return;
      await agent.watchSandbox(sandboxId);
      for (const title of titles) await openTerminal(live, node, title);
      book.changed(sessionId);
      const answered = await agent.waitForEngine(sandboxId, engineTimeoutMs).then(
        () => true,
        () => false,
      );
      if (!isWanted(live, node)) return;
      book.setHealth(sandboxId, { engineDown: !answered });
      await setState(live, node, "ready");
    } catch (error) {
      if (isWanted(live, node)) log.warn({ event: "node.restart-failed", sessionId, sandboxId, err: error });
      await setState(live, node, "stopped");
      throw error;
    }
  }

  const reboot = (live: LiveSession, node: NodeRecord) =>
    bringUp(live, node, [node.name], async (driver) => {
      await driver.stop(node.sandboxId);
      await driver.start(node.sandboxId);
      // What went wrong shows as the node's state.
    }).catch(() => undefined);

  const background = (live: LiveSession, work: Promise<void>) =>
    void work.catch((error) =>
      log.error({ event: "node.work-failed", sessionId: live.record.id, err: error }),
    );

  return {
    async add(
      learnerId: LearnerId,
      sessionId: SessionId,
      wanted: NodeName | undefined,
    ): Promise<SessionView> {
      const live = await ready(learnerId, sessionId);
      const taken = new Set(live.record.nodes.map((node) => node.name));
      if (wanted && taken.has(wanted)) throw new AppError("node.exists");
      const name = wanted ?? NodeName.options.find((one) => !taken.has(one));
      if (!name) throw new AppError("limit.nodes");
      if (freePlaces() < 1) {
        throw new AppError("pool.full", {
          userMessage: "All sandboxes are in use or kept for somebody who waits.",
          nextStep: "Remove a node you do not need, or try again later.",
        });
      }
      const node: NodeRecord = { sandboxId: newSandboxId(), name, state: "starting", address: null };
      live.record.nodes.push(node);
      live.record.nodes.sort((a, b) => a.name.localeCompare(b.name));
      await repository.saveNode(sessionId, node);
      book.changed(sessionId);
      background(live, build(live, node));
      return book.view(live);
    },
    async remove(learnerId: LearnerId, sessionId: SessionId, name: NodeName): Promise<SessionView> {
      const live = await ready(learnerId, sessionId);
      if (name === "node1") throw new AppError("node.first");
      const node = find(live, name);
      live.record.nodes = live.record.nodes.filter((one) => one !== node);
      live.record.terminals = live.record.terminals.filter((one) => one.sandboxId !== node.sandboxId);
      book.clearHealth(node.sandboxId);
      await repository.removeNode(sessionId, node.sandboxId);
      book.changed(sessionId);
      const removal = inTurn(sessionId, async () => {
        const { driver } = machines.require();
        await removeSandbox(machines, node.sandboxId);
        if (live.record.state === "ready") await driver.connectNodes(sessionId, connected(live));
        onFreed();
      });
      background(live, removal);
      return book.view(live);
    },
    async restart(learnerId: LearnerId, sessionId: SessionId, name: NodeName): Promise<SessionView> {
      const live = await ready(learnerId, sessionId);
      const node = find(live, name);
      if (node.state === "starting") return book.view(live);
      await setState(live, node, "starting");
      background(live, reboot(live, node));
      return book.view(live);
    },
    /** Makes the nodes that a session was planned with and has not made yet. Resolves when each is ready or shows that it is lost. */
    async buildPlanned(live: LiveSession): Promise<void> {
      const planned = live.record.nodes.filter(({ address, state }) => address === null && state !== "ready");
      await Promise.all(
        planned.map(async (node) => {
          await setState(live, node, "starting");
          await build(live, node);
        }),
      );
    },
    /**
     * Takes these nodes back to a checkpoint of theirs: what ran then runs again, and their terminals open anew, as many and
     * called the same. Rejects, with the node stopped, when one cannot be.
     */
    async rewind(live: LiveSession, nodes: NodeRecord[], snapshot: string): Promise<void> {
      const titles = new Map(nodes.map((node) => [node, titlesOf(live.record.terminals, node)]));
      await Promise.all(nodes.map((node) => setState(live, node, "starting")));
      const rewound = await Promise.allSettled(
        nodes.map(async (node) => {
          const { sandboxId } = node;
          await bringUp(live, node, titles.get(node) ?? [], (driver) => driver.restore(sandboxId, snapshot));
          if (isWanted(live, node)) await startNotedContainers(machines.require().driver, sandboxId);
        }),
      );
      const failed = rewound.find((one) => one.status === "rejected");
      if (failed) throw failed.reason;
    },
  };
}

export type NodeService = ReturnType<typeof createNodeService>;
