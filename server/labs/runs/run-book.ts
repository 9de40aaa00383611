import type { CheckResult, SessionId } from "../../../runtime/protocol/index.ts";
import type { Lab, LabSource } from "../model/lab.ts";
import type { RunRecord } from "./run-record.ts";
import type { RunRepository } from "./run-repository.ts";

/** What a check showed; its words are added for the page. */
export type CheckState = Omit<CheckResult, "looksAt">;

/** A run whose session has not ended: what the database keeps, and what is only true now. */
export interface LiveRun {
  readonly record: RunRecord & { sessionId: SessionId };
  /** The lab that it began with, whatever became of it since. */
  readonly lab: Lab;
  /** What is being done, in plain words; the newest is last. */
  busy: string[];
  /** Of the present step, in the lab's order. */
  checks: CheckState[];
  /** Pages whose foreground command nobody has been given yet; the finish has the index after the last step's. */
  foreground: Set<number>;
  /** Since when its learner is at the present page, for all that is known. */
  atStepSinceMs: number;
  /** What an author's script said when it was asked for a hint, by step. */
  hintsSaid: Map<number, LabSource>;
  /** How what runs hidden at the present page failed; null where nothing did. */
  trouble: string | null;
  /** The finish page was reached in the present sandboxes: its scripts have begun. */
  finishBegun: boolean;
  /** Grows when the sandboxes go back: work that was begun before is of no use any longer. */
  era: number;
  /** Ends what runs for the present era. */
  eraEnd: AbortController;
  /** The start scripts; settled when they are done. Never rejects. */
  starting: Promise<void>;
  /** Settled when its session has ended and what is kept of it is kept. */
  readonly released: Promise<void>;
  readonly release: () => void;
}

export const untriedChecks = (lab: Lab, step: number): CheckState[] =>
  (lab.steps[step]?.checks ?? []).map(({ id }) => ({
    id,
    state: "unknown",
    found: "",
    hint: [],
    checkedAt: null,
  }));

/** All runs that a session holds, in memory, and the one place that says "this one changed". */
export function createRunBook({ repository, now }: { repository: RunRepository; now: () => number }) {
  const runs = new Map<SessionId, LiveRun>();
  const listeners = new Set<(run: LiveRun) => void>();
  const changed = (run: LiveRun) => {
    for (const listener of [...listeners]) listener(run);
  };
  return {
    all: () => [...runs.values()],
    get: (sessionId: SessionId) => runs.get(sessionId),
    ofLearner: (learnerId: string, slug: string) =>
      [...runs.values()].find(({ record }) => record.learnerId === learnerId && record.slug === slug),
    add(record: RunRecord, sessionId: SessionId, lab: Lab): LiveRun {
      let release = () => {};
      const released = new Promise<void>((resolve) => {
        release = resolve;
      });
      const run: LiveRun = {
        record: Object.assign(record, { sessionId }),
        lab,
        busy: [],
        checks: untriedChecks(lab, record.current),
        foreground: new Set(),
        atStepSinceMs: now(),
        hintsSaid: new Map(),
        trouble: null,
        finishBegun: record.current === lab.steps.length,
        era: 0,
        eraEnd: new AbortController(),
        starting: Promise.resolve(),
        released,
        release: () => release(),
      };
      runs.set(sessionId, run);
      return run;
    },
    remove(run: LiveRun): void {
      run.era++;
      run.eraEnd.abort();
      if (runs.get(run.record.sessionId) === run) runs.delete(run.record.sessionId);
    },
    /** Told to the pages at once; on disk when this resolves, as used now. Nothing for a run that was removed: it may be forgotten by now. */
    async save(run: LiveRun): Promise<void> {
      if (runs.get(run.record.sessionId) !== run) return;
      changed(run);
      run.record.usedAtMs = now();
      await repository.save(run.record);
    },
    changed,
    onChange(listener: (run: LiveRun) => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    /** Shows `words` as what the run waits for while the work goes on. */
    async whileBusy<Result>(run: LiveRun, words: string, work: () => Promise<Result>): Promise<Result> {
      run.busy.push(words);
      changed(run);
      try {
        return await work();
      } finally {
        run.busy.splice(run.busy.lastIndexOf(words), 1);
        changed(run);
      }
    },
    /** What goes on for the sandboxes as they were is ended. */
    beginEra(run: LiveRun): void {
      run.era++;
      run.eraEnd.abort();
      run.eraEnd = new AbortController();
      run.foreground.clear();
      run.trouble = null;
      run.finishBegun = false;
    },
  };
}

export type RunBook = ReturnType<typeof createRunBook>;
