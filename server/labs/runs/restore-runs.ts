import type { Logger } from "../../../runtime/common/logger.ts";
import type { Machines } from "../../hosts/machines.ts";
import type { SessionBook } from "../../sessions/session-book.ts";
import type { LabLibrary } from "../library/lab-library.ts";
import type { RunBook } from "./run-book.ts";
import { untouchedStep } from "./run-record.ts";
import type { RunRepository } from "./run-repository.ts";
import { snapshotName } from "./steps/snapshot-name.ts";

export interface RestoreRunsOptions {
  library: Pick<LabLibrary, "byDigest" | "get">;
  sessions: SessionBook;
  book: RunBook;
  repository: RunRepository;
  log: Logger;
}

/**
 * Fills the book from the database: the runs of sessions that have not ended. Where the version of a
 * lab that it began with is not to be had any longer, a run goes on with the present one. Start scripts that were cut off count as failed.
 */
export async function loadRuns({
  library,
  sessions,
  book,
  repository,
  log,
}: RestoreRunsOptions): Promise<void> {
  for (const record of await repository.findHeld()) {
    const { sessionId } = record;
    if (sessionId === null) continue;
    const lab = library.byDigest(record.digest) ?? library.get(record.slug);
    if (!lab || !sessions.get(sessionId)) {
      if (!lab) log.warn({ event: "lab.gone", slug: record.slug, sessionId });
      await repository.save({ ...record, sessionId: null, activeSinceMs: null });
      continue;
    }
    record.steps = lab.steps.map((_, index) => record.steps[index] ?? untouchedStep());
    record.current = Math.min(record.current, lab.steps.length);
    if (record.setupState === "running") {
      record.setupState = "failed";
      record.setupMessage =
        "The server was started anew meanwhile. Reset the first step to have it prepared again.";
    }
    book.add(record, sessionId, lab);
  }
}

/**
 * Once the machines are there: which beginnings of steps can be gone back to is what the sandboxes have, whatever was noted
 * when the last server ended.
 */
export async function findSnapshots({
  machines,
  sessions,
  book,
  log,
}: Pick<RestoreRunsOptions, "sessions" | "book" | "log"> & { machines: Machines }): Promise<void> {
  const { driver } = machines.require();
  for (const run of book.all()) {
    const live = sessions.get(run.record.sessionId);
    const sandboxId = live?.record.nodes[0]?.sandboxId;
    if (!sandboxId || live.record.state !== "ready") continue;
    try {
      const names = new Set((await driver.listSnapshots(sandboxId)).map(({ name }) => name));
      for (const [index, step] of run.record.steps.entries()) {
        const name = snapshotName(index);
        step.snapshot = step.entered && names.has(name) ? name : null;
      }
      await book.save(run);
    } catch (error) {
      log.warn({ event: "lab.snapshots-unknown", sessionId: run.record.sessionId, err: error });
    }
  }
}
