import type { Logger } from "../../runtime/common/logger.ts";
import type { Machines } from "../hosts/machines.ts";
import type { WarmPool } from "../hosts/warm-pool.ts";
import type { Reaper } from "./reaper.ts";
import type { SessionBook } from "./session-book.ts";
import type { SessionRepository } from "./session-repository.ts";
import type { TerminalService } from "./terminal-service.ts";

export interface RestoreOptions {
  machines: Machines;
  book: SessionBook;
  repository: SessionRepository;
  terminals: TerminalService;
  warmPool: WarmPool;
  reaper: Reaper;
  now: () => number;
  log: Logger;
}

/**
 * Fills the book from the database. Nobody could be active while the server was away: idleness starts anew. A session
 * whose first node was being made goes back to its place in the queue: how far that came is not known. Its sandbox is
 * left for the warm pool, which takes it back if it was never claimed, or for the reaper.
 */
export async function loadSessions({ book, repository, now }: RestoreOptions): Promise<void> {
  for (const record of await repository.findLive()) {
    record.lastActiveAtMs = now();
    if (record.state === "provisioning") {
      for (const { sandboxId } of record.nodes) await repository.removeNode(record.id, sandboxId);
      record.nodes = [];
      record.terminals = [];
    }
    book.add(record, Promise.resolve());
  }
}

/** Once the machines are there: follows every sandbox again, and lets the queue go on. */
export async function resumeSessions(options: RestoreOptions): Promise<void> {
  const { machines, book, repository, terminals, warmPool, reaper, log } = options;
  await warmPool.adopt().catch((error) => log.warn({ event: "warm.adopt-failed", err: error }));
  await reaper.round().catch((error) => log.warn({ event: "reaper.failed", err: error }));
  const { agent } = machines.require();
  for (const live of book.all()) {
    if (live.record.state !== "ready") continue;
    for (const node of live.record.nodes) {
      if (node.state === "starting") {
        node.state = "stopped";
        await repository.saveNode(live.record.id, node);
        book.changed(live.record.id);
      }
      if (node.state === "lost" || node.state === "stopped") continue;
      try {
        await agent.watchSandbox(node.sandboxId);
        const known = new Map((await agent.listTerminals(node.sandboxId)).map((one) => [one.id, one]));
        for (const terminal of live.record.terminals.filter((one) => one.sandboxId === node.sandboxId)) {
          const info = known.get(terminal.id);
          if (info?.state !== "open") await terminals.exited(terminal.id, info?.exitCode ?? null);
        }
      } catch (error) {
        log.warn({ event: "sandbox.follow-failed", sandboxId: node.sandboxId, err: error });
      }
    }
  }
}
