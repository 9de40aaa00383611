import { Worker } from "node:worker_threads";
import { AppError } from "../../../runtime/common/app-error.ts";
import { refuseSource } from "../sources/refuse-source.ts";
import type { WorkerJob, WorkerMessage, WorkerResult } from "./worker-job.ts";

export interface WorkerLimits {
  /** For the reading, once all is here. */
  workMs: number;
  /** For the fetching from elsewhere. */
  fetchMs: number;
  /** Of what JavaScript keeps; the files' bytes have limits of their own. */
  memoryMib: number;
}

export const workerLimits: WorkerLimits = { workMs: 20_000, fetchMs: 70_000, memoryMib: 384 };

/** Reads strangers' folders in a thread of their own, so that none of them can hold up or end the server. */
export interface ImportReader {
  /**
   * Rejects with `lab.source-refused` or `lab.source-failed`, in words for whoever brought it, also when it takes more time or
   * memory than it may; with `internal` when the reader itself has a defect.
   */
  read(job: WorkerJob): Promise<WorkerResult>;
  /** Ends the thread; what it was reading is refused. */
  dispose(): Promise<void>;
}

const TOO_LONG = "It takes too long to be read: it looks made to do harm.";
const TOO_LARGE = "It takes too much memory to be read: it looks made to do harm.";
const NEXT = "Bring fewer or smaller labs at once.";

/** One thread that reads one folder after another; after one that had to be stopped, the next is given a new thread. */
export function createImportReader(limits: WorkerLimits = workerLimits): ImportReader {
  let worker: Worker | null = null;
  let last: Promise<unknown> = Promise.resolve();
  let disposed = false;

  const end = async (one: Worker) => {
    if (worker === one) worker = null;
    await one.terminate();
  };

  function readOne(job: WorkerJob): Promise<WorkerResult> {
    if (disposed) return Promise.reject(new AppError("lab.imports-busy"));
    worker ??= new Worker(new URL("./import-worker.ts", import.meta.url), {
      // Nothing of the server's settings or secrets, and none of its options.
      env: {},
      execArgv: [],
      resourceLimits: {
        maxOldGenerationSizeMb: limits.memoryMib,
        maxYoungGenerationSizeMb: 32,
        stackSizeMb: 4,
      },
    });
    const own = worker;
    return new Promise((resolve, reject) => {
      let timer: NodeJS.Timeout;
      const settle = (act: () => void) => {
        clearTimeout(timer);
        own.off("message", onMessage).off("error", onError).off("exit", onExit);
        own.unref();
        act();
      };
      const allow = (timeMs: number) => {
        clearTimeout(timer);
        timer = setTimeout(() => {
          settle(() => reject(refuseSource(TOO_LONG, NEXT)));
          void end(own);
        }, timeMs);
      };
      const onMessage = (message: WorkerMessage) => {
        if (message.kind === "fetched") allow(limits.workMs);
        else if (message.kind === "done") settle(() => resolve(message.result));
        else {
          const { code, userMessage, nextStep } = message;
          if (code !== "internal") settle(() => reject(new AppError(code, { userMessage, nextStep })));
        }
      };
      const onError = (error: NodeJS.ErrnoException) => {
        const full = error.code === "ERR_WORKER_OUT_OF_MEMORY";
        settle(() =>
          reject(full ? refuseSource(TOO_LARGE, NEXT) : new AppError("internal", { cause: error })),
        );
        void end(own);
      };
      const onExit = () => {
        if (worker === own) worker = null;
        settle(() => reject(new AppError("lab.imports-busy")));
      };
      own.on("message", onMessage).on("error", onError).on("exit", onExit);
      own.ref();
      allow(job.kind === "git" ? limits.fetchMs : limits.workMs);
      own.postMessage(job);
    });
  }

  return {
    read(job) {
      const turn = last.then(() => readOne(job));
      last = turn.catch(() => undefined);
      return turn;
    },
    async dispose() {
      disposed = true;
      if (worker) await end(worker);
    },
  };
}
