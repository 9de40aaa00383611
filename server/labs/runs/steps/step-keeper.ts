import { AppError } from "../../../../runtime/common/app-error.ts";
import type { Logger } from "../../../../runtime/common/logger.ts";
import { createTurns, type Turns } from "../../../../runtime/common/turns.ts";
import type { SessionId } from "../../../../runtime/protocol/index.ts";
import { takeCheckpoint } from "../../../../runtime/sandboxes/checkpoints.ts";
import type { Machines } from "../../../hosts/machines.ts";
import type { NodeService } from "../../../sessions/node-service.ts";
import type { LiveSession, SessionBook } from "../../../sessions/session-book.ts";
import { decideEnter } from "../decisions/decide-enter.ts";
import { decideRestore } from "../decisions/decide-restore.ts";
import { type LiveRun, type RunBook, untriedChecks } from "../run-book.ts";
import { elapsedSecondsOf } from "../run-view.ts";
import { describeFailure } from "../scripts/describe-failure.ts";
import { pageScripts } from "../scripts/page-scripts.ts";
import type { RunScript } from "../scripts/run-script-in-run.ts";
import { logNameOf } from "../scripts/script-log.ts";
import { snapshotName } from "./snapshot-name.ts";
import { runStartScripts } from "./start-scripts.ts";

export interface StepKeeperOptions {
  machines: Machines;
  sessions: SessionBook;
  nodes: Pick<NodeService, "rewind">;
  book: RunBook;
  runScript: RunScript;
  /** Whether each required quiz of a step was answered right. */
  requiredQuizzes: (run: LiveRun, step: number) => Promise<{ right: boolean }[]>;
  /** What is done to the machines for one session, one thing after another. */
  inTurn: Turns<SessionId>;
  now: () => number;
  log: Logger;
}

/** A learner's way from step to step: what is kept when one is reached, and how they go back to it. */
export function createStepKeeper(options: StepKeeperOptions) {
  const { machines, sessions, nodes, book, runScript, requiredQuizzes, inTurn, now, log } = options;
  const runTurn = createTurns<LiveRun>();
  const restoring = new Set<LiveRun>();

  const about = (run: LiveRun, step: number) => ({
    sessionId: run.record.sessionId,
    slug: run.record.slug,
    step,
  });

  function readySession(run: LiveRun): LiveSession {
    const live = sessions.get(run.record.sessionId);
    if (live?.record.state !== "ready") throw new AppError("session.not-ready");
    return live;
  }

  const usableNodes = (live: LiveSession) =>
    live.record.nodes.filter(
      ({ state, address }) => address !== null && state !== "lost" && state !== "stopped",
    );

  async function keepSnapshot(run: LiveRun, index: number): Promise<void> {
    const { era } = run;
    const { sessionId } = run.record;
    const live = sessions.get(sessionId);
    if (!live) return;
    const name = snapshotName(index);
    const startedAtMs = now();
    const taken = await book.whileBusy(run, "Keeping how things are at the start of this step", () =>
      inTurn(sessionId, async () => {
        if (live.record.state !== "ready" || run.era !== era) return false;
        const { driver } = machines.require();
        await Promise.all(usableNodes(live).map(({ sandboxId }) => takeCheckpoint(driver, sandboxId, name)));
        return true;
      }),
    );
    const step = run.record.steps[index];
    if (!taken || !step || run.era !== era) return;
    step.snapshot = name;
    log.info({ event: "lab.snapshot", ...about(run, index), durationMs: now() - startedAtMs });
    await book.save(run);
  }

  async function runBackground(run: LiveRun, index: number): Promise<void> {
    const { background: script } = pageScripts(run.lab, index);
    if (!script) return;
    const { era } = run;
    const as = logNameOf(index, run.lab.steps.length, "background");
    const end = await runScript(run, script, { as });
    const failure = describeFailure(script, end);
    if (failure === null || run.era !== era || run.eraEnd.signal.aborted) return;
    const { exitCode } = end;
    log.warn({ event: "lab.background-failed", ...about(run, index), file: script.file, exitCode });
    if (run.record.current !== index) return;
    run.trouble = failure;
    book.changed(run);
  }

  /** What a page does when its learner comes to it, in the sandboxes as they are now. */
  function begin(run: LiveRun, index: number): void {
    if (pageScripts(run.lab, index).foreground) {
      run.foreground.add(index);
      book.changed(run);
    }
    if (index === 0) run.starting = runStartScripts(run, { book, runScript, log });
    const { era } = run;
    void run.starting
      .then(() => (run.era === era ? runBackground(run, index) : undefined))
      .catch((error) => log.warn({ event: "lab.background-failed", ...about(run, index), err: error }));
  }

  /** Keeps the moment and begins; both in the background. */
  function reach(run: LiveRun, index: number, { begins }: { begins: boolean }): void {
    const { era } = run;
    void runTurn(run, async () => {
      // What the start scripts still do belongs to the step that they began in.
      await run.starting;
      if (run.era !== era) return;
      await keepSnapshot(run, index).catch((error) =>
        log.warn({ event: "lab.snapshot-failed", ...about(run, index), err: error }),
      );
      if (begins && run.era === era) begin(run, index);
    });
  }

  /** Start scripts were ended for the sake of going back, and nothing begins them anew. */
  async function noteCutOff(run: LiveRun): Promise<void> {
    if (run.record.setupState !== "running") return;
    const setupMessage = "This was cut off. Reset the first step to have it done again.";
    Object.assign(run.record, { setupState: "failed", setupMessage });
    await book
      .save(run)
      .catch((error) => log.warn({ event: "lab.not-saved", slug: run.record.slug, err: error }));
  }

  async function proofs(run: LiveRun, until: number): Promise<boolean[]> {
    const hasProof = async (index: number) => {
      if ((run.lab.steps[index]?.checks.length ?? 0) > 0) return true;
      return index >= run.record.current && index < until && (await requiredQuizzes(run, index)).length > 0;
    };
    return Promise.all(run.lab.steps.map((_, index) => hasProof(index)));
  }

  return {
    /** Once the sandboxes of a new session are furnished: begins the present step in them, or goes on with it. */
    async open(run: LiveRun): Promise<void> {
      const { current, steps } = run.record;
      if (steps[current]?.entered) return reach(run, current, { begins: false });
      await this.enter(run, current);
    },
    /** Saved when this resolves; snapshot and background script follow. Rejects with input.invalid and lab.busy. */
    async enter(run: LiveRun, index: number): Promise<void> {
      readySession(run);
      if (restoring.has(run)) throw new AppError("lab.busy");
      const hasProof = await proofs(run, index);
      if (restoring.has(run)) throw new AppError("lab.busy");
      const entered = decideEnter(run.record, index, { hasProof, nowMs: now() });
      if (!entered) throw new AppError("input.invalid", { userMessage: "This lab has no such step." });
      const { record } = run;
      const isElsewhere = record.current !== entered.current;
      record.current = entered.current;
      record.steps = entered.steps;
      if (isElsewhere) {
        run.checks = untriedChecks(run.lab, index);
        run.atStepSinceMs = now();
        run.trouble = null;
      }
      if (entered.finished && record.finishedAtMs === null) {
        record.elapsedSeconds = elapsedSecondsOf(record, now());
        record.activeSinceMs = null;
        record.finishedAtMs = now();
        log.info({ event: "lab.finished", ...about(run, index), elapsedSeconds: record.elapsedSeconds });
      }
      const isFinish = entered.finished && !run.finishBegun;
      if (isFinish) {
        run.finishBegun = true;
        begin(run, index);
      }
      await book.save(run);
      if (entered.first) reach(run, index, { begins: true });
    },
    /**
     * Files, images and containers are as they were when the step was reached. Rejects with lab.busy, lab.no-snapshot, and as
     * the driver does: then the learner stays where they were.
     */
    async restore(run: LiveRun, index: number): Promise<void> {
      const live = readySession(run);
      if (restoring.has(run)) throw new AppError("lab.busy");
      const planned = decideRestore(run.record, index);
      if (!planned) throw new AppError("lab.no-snapshot");
      const startedAtMs = now();
      restoring.add(run);
      book.beginEra(run);
      const words = `Going back to the start of step ${index + 1}`;
      try {
        await book.whileBusy(run, words, () =>
          runTurn(run, async () => {
            const { driver } = machines.require();
            const found = await Promise.all(
              usableNodes(live).map(async (node) => {
                const names = await driver.listSnapshots(node.sandboxId);
                return names.some(({ name }) => name === planned.snapshot) ? [node] : [];
              }),
            );
            const kept = found.flat();
            if (kept.length === 0) {
              const step = run.record.steps[index];
              if (step) step.snapshot = null;
              await book.save(run);
              throw new AppError("lab.no-snapshot");
            }
            await nodes.rewind(live, kept, planned.snapshot);
            const dropped = kept.flatMap(({ sandboxId }) =>
              planned.dropped.map((name) =>
                inTurn(live.record.id, () => driver.deleteSnapshot(sandboxId, name)),
              ),
            );
            for (const { reason } of (await Promise.allSettled(dropped)).filter(
              (one) => one.status === "rejected",
            ))
              log.warn({ event: "lab.snapshot-not-dropped", ...about(run, index), err: reason });
            // A snapshot that was still being taken when this was asked for is of the past as well.
            const restored = decideRestore(run.record, index) ?? planned;
            run.record.current = restored.current;
            run.record.steps = restored.steps;
            run.checks = untriedChecks(run.lab, index);
            run.atStepSinceMs = now();
            await book.save(run);
          }),
        );
      } catch (error) {
        await noteCutOff(run);
        throw error;
      } finally {
        restoring.delete(run);
      }
      log.info({ event: "lab.restored", ...about(run, index), durationMs: now() - startedAtMs });
      begin(run, index);
    },
    isRestoring: (run: LiveRun) => restoring.has(run),
  };
}

export type StepKeeper = ReturnType<typeof createStepKeeper>;
