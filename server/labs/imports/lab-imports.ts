import { setTimeout } from "node:timers/promises";
import { AppError } from "../../../runtime/common/app-error.ts";
import { newImportKey } from "../../../runtime/common/ids.ts";
import type { Logger } from "../../../runtime/common/logger.ts";
import { createTurns } from "../../../runtime/common/turns.ts";
import type {
  ImportFromGit,
  ImportId,
  LabImportBrief,
  LabImportView,
  LabSlug,
  LearnerId,
} from "../../../runtime/protocol/index.ts";
import type { Lab } from "../model/lab.ts";
import { previewsToDrop, refuseKeep } from "./decide-room.ts";
import { createImportPlaces } from "./import-places.ts";
import { type ImportRecord, isGone, toImportBrief, toImportView } from "./import-record.ts";
import { createImportStore } from "./import-store.ts";
import type { ImportedShelf } from "./imported-shelf.ts";
import { createImportReaders, type ImportReader } from "./load-in-worker.ts";
import { nameCourses, nameLabs, nameOfSource, showSource } from "./name-labs.ts";
import type { FoundLabs, WorkerJob, WorkerResult } from "./reading/worker-job.ts";

export interface LabImportsOptions {
  /** Where they are kept. */
  folder: string;
  shelf: ImportedShelf;
  /** Whether people may bring labs; when not, none that were brought are to be had either. */
  enabled: boolean;
  /** Git addresses on this machine and in private networks, for tests. */
  allowPrivateGit?: boolean | undefined;
  /** Whether somebody is in the middle of this lab. */
  isRunning: (slug: LabSlug) => boolean;
  now: () => number;
  log: Logger;
  reader?: ImportReader;
  /** How long a start waits for what was kept to be read; the rest comes after. */
  loadWithinMs?: number;
}

export type Brought =
  | { kind: "archive"; name: string; bytes: () => Promise<Uint8Array> }
  | ({ kind: "git" } & ImportFromGit);

const SWEEP_MS = 5 * 60_000;
const LOAD_WITHIN_MS = 10_000;
/** A use is written down when the last is older. */
const USE_GRAIN_MS = 3600_000;

/** Labs that people bring in the browser: looked at, kept, listed and removed by whoever brought them, and by nobody else. */
export function createLabImports(options: LabImportsOptions) {
  const { shelf, enabled, allowPrivateGit = false, now, log } = options;
  const store = createImportStore({ folder: options.folder, log });
  const reader = options.reader ?? createImportReaders();
  const loadWithinMs = options.loadWithinMs ?? LOAD_WITHIN_MS;
  const places = createImportPlaces();
  const records = new Map<ImportId, ImportRecord>();
  const inTurn = createTurns<ImportId>();

  const known = () => [...records.values()];
  const refuseWhenOff = () => {
    if (!enabled) throw new AppError("lab.imports-off");
  };

  /** Nobody has it any longer. Its files stay while somebody is in the middle of a lab of it: a server that starts anew needs them. */
  async function drop(record: ImportRecord, why: string, isRunning = options.isRunning): Promise<void> {
    // First: from here on no lab of it can be started.
    shelf.remove(record.id);
    if (record.labs.some(({ slug }) => slug !== null && isRunning(slug))) {
      if (record.removedAtMs !== null) return;
      record.removedAtMs = now();
      try {
        await store.write(record);
      } catch (error) {
        record.removedAtMs = null;
        throw error;
      }
      log.info({ event: "import.withdrawn", importId: record.id, why });
      return;
    }
    records.delete(record.id);
    await store.remove(record.id);
    log.info({ event: "import.removed", importId: record.id, why });
  }

  async function sweep(isRunning = options.isRunning): Promise<void> {
    for (const record of known()) {
      if (!isGone(record, now())) continue;
      await drop(record, record.removedAtMs === null ? "expired" : "unused", isRunning);
    }
  }

  function own(learnerId: LearnerId, id: ImportId): ImportRecord {
    refuseWhenOff();
    const record = records.get(id);
    if (!record || record.learnerId !== learnerId || isGone(record, now()))
      throw new AppError("lab.no-import");
    return record;
  }

  async function readKept(record: ImportRecord): Promise<Extract<WorkerResult, { kind: "labs" }>> {
    const slugs = Object.fromEntries(
      record.labs.flatMap(({ path, slug }) => (slug === null ? [] : [[path, slug]])),
    );
    const courses = Object.fromEntries(record.courses.map(({ name, slug }) => [name, slug]));
    const name = nameOfSource(record.source);
    const job: WorkerJob = { kind: "kept", name, folder: store.contentOf(record.id), slugs, courses };
    const result = await reader.read(job);
    if (result.kind !== "labs") throw new AppError("internal");
    return result;
  }

  async function putOnShelf(record: ImportRecord): Promise<void> {
    const kept = await readKept(record);
    // It may have been removed meanwhile.
    if (!records.has(record.id) || record.removedAtMs !== null) return;
    shelf.put(record.id, record.learnerId, kept);
  }

  async function find(brought: Brought, into: string): Promise<FoundLabs> {
    const name = nameOfSource(sourceOf(brought));
    const job: WorkerJob =
      brought.kind === "archive"
        ? { kind: "archive", name, bytes: await brought.bytes(), into }
        : { kind: "git", name, url: brought.url, ref: brought.ref, allowPrivate: allowPrivateGit, into };
    const result = await reader.read(job);
    if (result.kind !== "found") throw new AppError("internal");
    return result.found;
  }

  async function preview(learnerId: LearnerId, brought: Brought): Promise<ImportRecord> {
    const id = store.begin();
    try {
      const { bytes, labs: found, courses, remarks } = await find(brought, store.contentOf(id));
      const full = refuseKeep(known(), learnerId, bytes);
      if (full) throw full;
      const old = previewsToDrop(known(), learnerId, bytes);
      if (!old) throw new AppError("lab.imports-busy");
      for (const one of old) await drop(one, "replaced");
      const key = newImportKey();
      const labs = nameLabs(found, key);
      const record: ImportRecord = {
        id,
        learnerId,
        source: showSource(sourceOf(brought)),
        createdAtMs: now(),
        keptAtMs: null,
        usedAtMs: null,
        removedAtMs: null,
        bytes,
        labs,
        courses: nameCourses(courses, found, labs, key),
        remarks,
      };
      await store.write(record);
      records.set(id, record);
      return record;
    } catch (error) {
      await store.remove(id);
      throw error;
    }
  }

  let timer: NodeJS.Timeout | undefined;

  return {
    /**
     * Reads what was kept: the imports of labs that are `needed` first, so that their runs can go on, and the others as far as they
     * come in a few seconds. One that cannot be read any more stays away, its files are left. Answers with the needed ones of imports
     * that were removed, which nobody else finds.
     */
    async load(needed: ReadonlySet<LabSlug> = new Set()): Promise<ReadonlyMap<LabSlug, Lab>> {
      const withdrawn = new Map<LabSlug, Lab>();
      if (!enabled) return withdrawn;
      for (const record of await store.readAll()) records.set(record.id, record);
      await sweep((slug) => needed.has(slug));
      // Not sooner: until the runs are loaded as well, it would find nobody in the middle of anything.
      timer = setInterval(
        () => void sweep().catch((error) => log.warn({ event: "import.sweep-failed", err: error })),
        SWEEP_MS,
      ).unref();
      const kept = known().filter(({ keptAtMs, removedAtMs }) => keptAtMs !== null && removedAtMs === null);
      const removed = known().filter(({ removedAtMs }) => removedAtMs !== null);
      const unread = (importId: ImportId) => (error: unknown) =>
        log.warn({ event: "import.unreadable", importId, err: error });
      const isNeeded = ({ labs }: ImportRecord) => labs.some(({ slug }) => slug !== null && needed.has(slug));
      const read = (some: ImportRecord[]) =>
        Promise.all(some.map((record) => putOnShelf(record).catch(unread(record.id))));
      const withdraw = async (record: ImportRecord) => {
        for (const lab of (await readKept(record)).labs) withdrawn.set(lab.slug, lab);
      };
      const reread = removed.map((record) => withdraw(record).catch(unread(record.id)));
      await Promise.all([read(kept.filter(isNeeded)), ...reread]);
      const others = read(kept.filter((record) => !isNeeded(record)));
      const enough = new AbortController();
      await Promise.race([others, setTimeout(loadWithinMs, undefined, enough).catch(() => undefined)]);
      enough.abort();
      return withdrawn;
    },
    /**
     * Reads what somebody brings and reports on it; nothing is kept yet. Rejects with `lab.source-refused`, `lab.source-failed`,
     * `limit.imports`, `lab.imports-busy` and `lab.imports-off`.
     */
    async bring(learnerId: LearnerId, brought: Brought): Promise<LabImportView> {
      refuseWhenOff();
      const full = refuseKeep(known(), learnerId, 0);
      if (full) throw full;
      const leave = places.take(learnerId);
      const startedAtMs = now();
      try {
        const record = await preview(learnerId, brought);
        const { id, labs, bytes } = record;
        const durationMs = now() - startedAtMs;
        log.info({
          event: "import.read",
          importId: id,
          kind: brought.kind,
          labs: labs.length,
          bytes,
          durationMs,
        });
        return toImportView(record);
      } finally {
        leave();
      }
    },
    /** Rejects with lab.no-import, also for another's. */
    view: async (learnerId: LearnerId, id: ImportId): Promise<LabImportView> =>
      toImportView(own(learnerId, id)),
    /** Adds the labs of a preview to the learner's own. Twice is once. */
    keep: (learnerId: LearnerId, id: ImportId): Promise<LabImportView> =>
      inTurn(id, async () => {
        const record = own(learnerId, id);
        if (record.keptAtMs !== null && shelf.has(id)) return toImportView(record);
        if (record.labs.every(({ slug }) => slug === null)) {
          throw new AppError("lab.source-refused", {
            userMessage: "None of these labs can be shown.",
            nextStep: "Mend the errors in the report, then bring them again.",
          });
        }
        const others = known().filter((one) => one.id !== id);
        const full = refuseKeep(others, learnerId, record.bytes);
        if (full) throw full;
        const before = record.keptAtMs;
        record.keptAtMs ??= now();
        try {
          await putOnShelf(record);
          await store.write(record);
        } catch (error) {
          record.keptAtMs = before;
          shelf.remove(id);
          throw error;
        }
        log.info({ event: "import.kept", importId: id, labs: record.labs.length });
        return toImportView(record);
      }),
    /** What this learner keeps, the newest first. */
    async list(learnerId: LearnerId): Promise<LabImportBrief[]> {
      refuseWhenOff();
      return known()
        .filter((one) => one.learnerId === learnerId && one.keptAtMs !== null && !isGone(one, now()))
        .sort((a, b) => (b.keptAtMs ?? 0) - (a.keptAtMs ?? 0))
        .map(toImportBrief);
    },
    /** Whoever is in the middle of one of its labs goes on, also over a restart. Rejects with lab.no-import. */
    remove: (learnerId: LearnerId, id: ImportId): Promise<void> =>
      inTurn(id, async () => drop(own(learnerId, id), "asked")),
    /** Somebody started this lab: its import stays. */
    noteUse(slug: LabSlug): void {
      const id = shelf.importOf(slug);
      const record = id && records.get(id);
      if (!record || now() - (record.usedAtMs ?? 0) < USE_GRAIN_MS) return;
      record.usedAtMs = now();
      store.write(record).catch((error) => log.warn({ event: "import.write-failed", err: error }));
    },
    /** Throws lab.imports-off before anything is sent here. */
    refuseWhenOff,
    dispose() {
      clearInterval(timer);
      reader.dispose();
    },
  };
}

const sourceOf = (brought: Brought): string => (brought.kind === "archive" ? brought.name : brought.url);

export type LabImports = ReturnType<typeof createLabImports>;
