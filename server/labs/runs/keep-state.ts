import type { Logger } from "../../../runtime/common/logger.ts";
import { noteRunningContainers } from "../../../runtime/sandboxes/checkpoints.ts";
import type { Machines } from "../../hosts/machines.ts";
import type { LiveSession } from "../../sessions/session-book.ts";
import type { NodeRecord } from "../../sessions/session-record.ts";
import { planKept } from "./decisions/plan-kept.ts";
import type { LiveRun, RunBook } from "./run-book.ts";
import type { RunRecord } from "./run-record.ts";
import type { RunRepository } from "./run-repository.ts";
import { elapsedSecondsOf } from "./run-view.ts";
import { keptName, keptNames, keptStateOf, nodesOfLab } from "./templates/kept-names.ts";

export interface KeepStateOptions {
  machines: Machines;
  book: RunBook;
  repository: RunRepository;
  now: () => number;
  log: Logger;
}

/** What a learner did in a lab is forgotten when they did nothing in it for so long: a cookie is free, and most never come back. */
const RUN_UNUSED_MS = 180 * 24 * 3600_000;
/** A sweep; there is one at each session's end, so that no more runs come to be than go. */
const RUNS_FORGOTTEN_AT_ONCE = 100;

/** Two names a run, by turns: the old state stands until the new one does. */
const nameFor = ({ id, saved }: RunRecord) => {
  const base = `run-${id.replace("_", "-")}`;
  return saved?.template === `${base}-a` ? `${base}-b` : `${base}-a`;
};

/** Keeps a learner's sandboxes when their session ends, so that a new one goes on where it was. */
export function createKeepState({ machines, book, repository, now, log }: KeepStateOptions) {
  const keeping = new Set<string>();

  async function removeTemplate(name: string): Promise<void> {
    await machines
      .require()
      .driver.deleteTemplate(name)
      .catch((error) => log.warn({ event: "lab.state-not-removed", name, err: error }));
  }
  const remove = async (template: string) => {
    await Promise.all(keptNames(template).map(removeTemplate));
  };

  /**
   * The lab's nodes, where they are worth keeping: all of them are there, as one without the others is no state, and their learner
   * has come to them, as fresh ones are made as fast.
   */
  const nodesToKeep = ({ record, lab }: LiveRun, live: LiveSession): NodeRecord[] => {
    const isReached = record.setupState !== "waiting" && record.steps.some(({ entered }) => entered);
    if (record.finishedAtMs !== null || !isReached) return [];
    const names = nodesOfLab(lab);
    const nodes = live.record.nodes.filter(({ name, state }) => names.includes(name) && state === "ready");
    return nodes.length === names.length ? nodes : [];
  };

  async function save(run: LiveRun, live: LiveSession): Promise<void> {
    const nodes = nodesToKeep(run, live);
    if (nodes.length === 0) return;
    const { driver } = machines.require();
    const startedAtMs = now();
    const template = nameFor(run.record);
    const before = run.record.saved?.template;
    keeping.add(template);
    try {
      const saved = await Promise.allSettled(
        nodes.map(async ({ name, sandboxId }) => {
          await noteRunningContainers(driver, sandboxId);
          await driver.saveTemplate(sandboxId, keptName(template, name));
        }),
      );
      const failed = saved.find((one) => one.status === "rejected");
      if (failed) {
        await remove(template);
        throw failed.reason;
      }
      // It was forgotten meanwhile.
      if (book.get(live.record.id) !== run) return await remove(template);
      run.record.saved = { template, atMs: now(), step: run.record.current };
      await repository.save(run.record);
    } finally {
      keeping.delete(template);
    }
    if (before !== undefined && before !== template) await remove(before);
    log.info({ event: "lab.state-kept", slug: run.record.slug, durationMs: now() - startedAtMs });
  }

  async function forgetUnused(): Promise<void> {
    const runs = await repository.removeUnused(now() - RUN_UNUSED_MS, RUNS_FORGOTTEN_AT_ONCE);
    if (runs > 0) log.info({ event: "lab.runs-forgotten", runs });
  }

  /**
   * Removes runs that nobody went on with, kept states that are too old or too many, and templates that no run knows. Rejects when the
   * machines cannot be asked.
   */
  async function sweep(): Promise<void> {
    const { driver } = machines.require();
    await forgetUnused();
    // In this order: what is listed is being kept, or its run tells of it by now.
    const existing = await driver.listTemplates();
    const underway = new Set(keeping);
    const runs = await repository.findSaved();
    const inUse = new Set(book.all().map(({ record }) => record.saved?.template));
    const kept = runs.flatMap(({ saved, learnerId }) =>
      saved ? [{ template: saved.template, learnerId, savedAtMs: saved.atMs }] : [],
    );
    const dropped = new Set(planKept(kept, now()).filter((name) => !inUse.has(name)));
    for (const name of dropped) await repository.forgetSaved(name);
    const known = new Set(kept.map(({ template }) => template).filter((name) => !dropped.has(name)));
    for (const { name } of existing) {
      const state = keptStateOf(name);
      const stays = known.has(state) || inUse.has(state) || underway.has(state);
      if (name.startsWith("run-") && !stays) await removeTemplate(name);
    }
  }

  return {
    /** Before the sandboxes of an ending session go: never rejects. What cannot be kept is as if it had not been. */
    async release(live: LiveSession): Promise<void> {
      const run = book.get(live.record.id);
      if (!run) return;
      try {
        book.beginEra(run);
        await save(run, live);
      } catch (error) {
        log.warn({ event: "lab.state-not-kept", slug: run.record.slug, err: error });
      }
      try {
        const { record } = run;
        const elapsedSeconds = elapsedSecondsOf(record, now());
        if (book.get(live.record.id) === run) {
          book.remove(run);
          const usedAtMs = now();
          await repository.save({
            ...record,
            elapsedSeconds,
            activeSinceMs: null,
            sessionId: null,
            usedAtMs,
          });
        }
        await sweep();
      } catch (error) {
        log.warn({ event: "lab.not-saved", slug: run.record.slug, err: error });
      } finally {
        run.release();
      }
    },
    /** Forgets what is kept of a run. */
    async forget(record: RunRecord): Promise<void> {
      if (record.saved) await remove(record.saved.template);
    },
    sweep,
  };
}

export type KeepState = ReturnType<typeof createKeepState>;
