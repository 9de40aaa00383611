import { AppError } from "../../runtime/common/app-error.ts";
import { newSessionId } from "../../runtime/common/ids.ts";
import type { Logger } from "../../runtime/common/logger.ts";
import type { Turns } from "../../runtime/common/turns.ts";
import type { Egress, LearnerId, SessionId, SessionView } from "../../runtime/protocol/index.ts";
import type { Machines } from "../hosts/machines.ts";
import { removeSandbox } from "../hosts/remove-sandbox.ts";
import { canExtend, extendedEndMs } from "./end-time.ts";
import type { Lifecycle } from "./lifecycle.ts";
import type { Provisioner } from "./provisioner.ts";
import { isWaiting, type LiveSession, type SessionBook } from "./session-book.ts";
import type { SessionPurposes } from "./session-purpose.ts";
import type { SessionRepository } from "./session-repository.ts";
import { toSessionView } from "./session-view.ts";

export interface SessionServiceOptions {
  machines: Machines;
  book: SessionBook;
  repository: SessionRepository;
  lifecycle: Lifecycle;
  provisioner: Provisioner;
  purposes: SessionPurposes;
  /** What is done to the machines for one session, one thing after another. */
  inTurn: Turns<SessionId>;
  now: () => number;
  log: Logger;
  config: { sessionMs: number; extendMs: number; maxSessionMs: number; sessionsPerPerson: number };
}

/** Nobody waits behind so many, and what strangers make the server hold has an end. */
const LONGEST_QUEUE = 300;

/** What a learner does with sessions as a whole. Every method checks whose the session is. */
export function createSessionService(options: SessionServiceOptions) {
  const { machines, book, repository, lifecycle, provisioner, purposes, inTurn, now, log, config } = options;

  /** The caller's own session that has not ended; else session.not-found, session.ended or auth.not-yours. */
  async function own(learnerId: LearnerId, sessionId: SessionId): Promise<LiveSession> {
    const live = book.get(sessionId);
    const record = live?.record ?? (await repository.find(sessionId));
    if (!record) throw new AppError("session.not-found");
    if (record.learnerId !== learnerId) throw new AppError("auth.not-yours");
    if (!live) throw new AppError("session.ended");
    return live;
  }

  const cleaning = new Set<SessionId>();

  /** Waits for what is being done to the session's machines, so that nothing is made after it was removed. */
  const cleanUp = (live: LiveSession) =>
    inTurn(live.record.id, async () => {
      const { record } = live;
      const { driver } = machines.require();
      await purposes.beforeRemoval(live);
      await Promise.all(record.nodes.map((node) => removeSandbox(machines, node.sandboxId)));
      await driver.removeNetwork(record.id);
      await lifecycle.step(live, "cleaned-up", "sandboxes-deleted");
      book.remove(record.id);
      provisioner.pump();
    });

  /** Asking for it keeps a place in the queue. */
  const shown = (live: LiveSession): SessionView => {
    if (isWaiting(live)) live.record.lastActiveAtMs = now();
    return book.view(live);
  };

  return {
    own,
    /** `id` is given where somebody must know of the session before it is made. */
    async create(learnerId: LearnerId, egress: Egress, id = newSessionId()): Promise<SessionView> {
      machines.require();
      const mine = book
        .all()
        .filter((live) => live.record.learnerId === learnerId && live.record.state !== "ending");
      if (mine.length >= config.sessionsPerPerson) throw new AppError("limit.sessions");
      if (book.all().filter(isWaiting).length >= LONGEST_QUEUE) {
        throw new AppError("pool.full", { nextStep: "Too many people wait already. Try again later." });
      }
      const atMs = now();
      const live = book.add({
        id,
        learnerId,
        state: "provisioning",
        egress,
        createdAtMs: atMs,
        readyAtMs: null,
        endsAtMs: atMs + config.sessionMs,
        endedAtMs: null,
        endReason: null,
        lastActiveAtMs: atMs,
        failure: null,
        nodes: [],
        terminals: [],
      });
      provisioner.pump();
      try {
        // Whoever is told of a session finds it again, also when the server is killed in the next moment.
        await (live.stored ?? provisioner.store(live));
      } catch (error) {
        await provisioner.dropNodes(live).catch(() => undefined);
        book.remove(live.record.id);
        provisioner.pump();
        throw error;
      }
      await provisioner.settleQuickly(live.record.id);
      return book.view(live);
    },
    list: (learnerId: LearnerId): SessionView[] =>
      book
        .all()
        .filter((live) => live.record.learnerId === learnerId && live.record.state !== "ending")
        .sort((a, b) => b.record.createdAtMs - a.record.createdAtMs)
        .map(shown),
    /** Ended sessions are shown too, as ended. */
    async view(learnerId: LearnerId, sessionId: SessionId): Promise<SessionView> {
      const live = book.get(sessionId);
      if (live) return shown(await own(learnerId, sessionId));
      const session = await repository.find(sessionId);
      if (!session) throw new AppError("session.not-found");
      if (session.learnerId !== learnerId) throw new AppError("auth.not-yours");
      return toSessionView({
        session,
        health: () => undefined,
        privateAddress: () => null,
        queuePosition: null,
        progress: null,
        maxSessionMs: config.maxSessionMs,
      });
    },
    async extend(learnerId: LearnerId, sessionId: SessionId): Promise<SessionView> {
      const live = await own(learnerId, sessionId);
      const { record } = live;
      if (record.state !== "ready") throw new AppError("session.not-ready");
      if (!canExtend(record, config.maxSessionMs)) throw new AppError("session.cannot-extend");
      record.endsAtMs = extendedEndMs(record, config.extendMs, config.maxSessionMs);
      await repository.save(record);
      book.changed(sessionId);
      return book.view(live);
    },
    async retry(learnerId: LearnerId, sessionId: SessionId): Promise<SessionView> {
      const live = await own(learnerId, sessionId);
      machines.require();
      if (live.record.state !== "failed") return book.view(live);
      await provisioner.dropNodes(live);
      live.record.lastActiveAtMs = now();
      await lifecycle.step(live, "retried", "asked");
      provisioner.pump();
      return book.view(live);
    },
    async end(learnerId: LearnerId, sessionId: SessionId): Promise<void> {
      await this.finish(await own(learnerId, sessionId), "asked");
    },
    /** The end is on disk when this resolves; sandboxes go in the background, and the reaper tries again if that fails. */
    async finish(live: LiveSession, reason: string): Promise<void> {
      if (live.record.state !== "ending") {
        await lifecycle.step(live, "end-asked", reason);
        provisioner.pump();
      }
      if (cleaning.has(live.record.id)) return;
      cleaning.add(live.record.id);
      void cleanUp(live)
        .catch((error) =>
          log.warn({ event: "session.clean-up-failed", sessionId: live.record.id, err: error }),
        )
        .finally(() => cleaning.delete(live.record.id));
    },
    touch(live: LiveSession): void {
      const before = live.record.lastActiveAtMs;
      live.record.lastActiveAtMs = now();
      if (live.record.lastActiveAtMs - before < 60_000) return;
      void repository
        .save(live.record)
        .catch((error) => log.warn({ event: "session.touch-failed", sessionId: live.record.id, err: error }));
    },
  };
}

export type SessionService = ReturnType<typeof createSessionService>;
