import type { Logger } from "../../runtime/common/logger.ts";
import { EndReason } from "../../runtime/protocol/index.ts";
import type { LiveSession, SessionBook } from "./session-book.ts";
import type { SessionRepository } from "./session-repository.ts";
import { nextState, type SessionStep } from "./session-state.ts";

export interface LifecycleOptions {
  book: SessionBook;
  repository: SessionRepository;
  now: () => number;
  log: Logger;
}

/** The one place where a session's state changes: table, row, log, notice. */
export function createLifecycle({ book, repository, now, log }: LifecycleOptions) {
  return {
    /** False when the step does not apply in the present state. Memory changes at once; on disk when this resolves. */
    async step(live: LiveSession, step: SessionStep, reason: string): Promise<boolean> {
      const { record } = live;
      const to = nextState(record.state, step);
      if (to === null) return false;
      const from = record.state;
      const atMs = now();
      record.state = to;
      if (to === "ready") record.readyAtMs = atMs;
      if (to === "ended") record.endedAtMs = atMs;
      if (to === "ending") record.endReason = EndReason.safeParse(reason).data ?? null;
      if (to !== "failed") record.failure = null;
      if (to !== "provisioning") live.progress = null;
      log.info({
        event: `session.${to}`,
        sessionId: record.id,
        from,
        reason,
        ageMs: atMs - record.createdAtMs,
      });
      book.changed(record.id);
      await repository.save(record, { from, to, reason, atMs });
      return true;
    },
  };
}

export type Lifecycle = ReturnType<typeof createLifecycle>;
