import { AppError } from "../../../runtime/common/app-error.ts";
import { createWorkerProcess } from "../processes/worker-process.ts";
import { refuseSource } from "../sources/refuse-source.ts";
import type { WorkerJob, WorkerMessage, WorkerResult } from "./reading/worker-job.ts";

export interface WorkerLimits {
  /** For the reading, once all is here. */
  workMs: number;
  /** For the fetching from elsewhere. */
  fetchMs: number;
  /** Of what JavaScript keeps; the files' bytes have limits of their own. */
  memoryMib: number;
}

export const workerLimits: WorkerLimits = { workMs: 20_000, fetchMs: 70_000, memoryMib: 384 };

/** Reads strangers' folders where none of them can hold up or end the server. */
export interface ImportReader {
  /**
   * Rejects with `lab.source-refused` or `lab.source-failed`, in words for whoever brought it, also when it takes more time or
   * memory than it may; with `internal` when the reader itself has a defect.
   */
  read(job: WorkerJob): Promise<WorkerResult>;
  /** Ends what is being read; that is refused. */
  dispose(): void;
}

const NEXT_STEP = "Bring fewer or smaller labs at once, or try again when the server is less busy.";
const tooLong = () => refuseSource("It takes too long to be read.", NEXT_STEP);
const tooLarge = () => refuseSource("It takes too much memory to be read.", NEXT_STEP);
/** One process for as long as there is something to read, one thing after another; after one that had to be ended, another. */
export function createImportReader(limits: WorkerLimits = workerLimits): ImportReader {
  const program = new URL("./reading/import-worker.ts", import.meta.url);
  const { memoryMib } = limits;
  const worker = createWorkerProcess<WorkerJob, WorkerMessage>({ program, memoryMib, niceness: 10 });
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  let disposed = false;

  async function readOne(job: WorkerJob): Promise<WorkerResult> {
    if (disposed) throw new AppError("lab.imports-busy");
    const allowMs = job.kind === "git" ? limits.fetchMs : limits.workMs;
    const end = await worker.ask(job, allowMs, ({ kind }) => (kind === "fetched" ? limits.workMs : null));
    if (end.kind === "too-long") throw tooLong();
    if (end.kind === "too-large") throw tooLarge();
    if (end.kind === "ended")
      throw new AppError(disposed ? "lab.imports-busy" : "internal", { cause: end.cause });
    const told = end.message;
    if (told.kind === "done") return told.result;
    if (told.kind === "refused") {
      const { code, userMessage, nextStep } = told;
      throw new AppError(code, { userMessage, nextStep });
    }
    worker.end();
    throw new AppError("internal", { message: told.kind === "broken" ? told.why : "the reader ended early" });
  }

  return {
    read(job) {
      waiting += 1;
      const turn = last.then(() => readOne(job));
      last = turn
        .catch(() => undefined)
        .finally(() => {
          waiting -= 1;
          if (waiting === 0) worker.end();
        });
      return turn;
    },
    dispose() {
      disposed = true;
      worker.end();
    },
  };
}

/** Several readers, so that one slow repository does not hold up everybody. */
export function createImportReaders(count = 3, limits: WorkerLimits = workerLimits): ImportReader {
  const readers = Array.from({ length: count }, () => ({ reader: createImportReader(limits), waiting: 0 }));
  return {
    read(job) {
      const free = readers.reduce((best, one) => (one.waiting < best.waiting ? one : best));
      free.waiting += 1;
      return free.reader.read(job).finally(() => {
        free.waiting -= 1;
      });
    },
    dispose() {
      for (const { reader } of readers) reader.dispose();
    },
  };
}
