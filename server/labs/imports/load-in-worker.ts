import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { AppError } from "../../../runtime/common/app-error.ts";
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
/** How V8 ends a process that has no memory left. */
const OUT_OF_MEMORY: ReadonlySet<unknown> = new Set(["SIGABRT", "SIGTRAP", "SIGILL", "SIGSEGV"]);

/**
 * A process of its own, not a thread: a thread that asks for much memory at once takes the whole process with it, whatever limits
 * it was given. It knows nothing of the server's settings and secrets, leaves no core, and the kernel ends it with the server.
 */
function startProcess(memoryMib: number): ChildProcess {
  const node = [process.execPath, `--max-old-space-size=${memoryMib}`, "--stack-size=2000"];
  const program = fileURLToPath(new URL("./reading/import-worker.ts", import.meta.url));
  const args = ["--pdeathsig", "KILL", "prlimit", "--core=0", "--", ...node, program];
  return spawn("setpriv", args, {
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    serialization: "advanced",
    env: { PATH: process.env.PATH, NODE_ENV: "production" },
  });
}

/** One process for as long as there is something to read, one thing after another; after one that had to be ended, another. */
export function createImportReader(limits: WorkerLimits = workerLimits): ImportReader {
  let child: ChildProcess | null = null;
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  let disposed = false;

  const end = () => {
    child?.kill("SIGKILL");
    child = null;
  };

  function readOne(job: WorkerJob): Promise<WorkerResult> {
    if (disposed) return Promise.reject(new AppError("lab.imports-busy"));
    child ??= startProcess(limits.memoryMib);
    const own = child;
    return new Promise((resolve, reject) => {
      let timer: NodeJS.Timeout;
      const settle = (act: () => void) => {
        clearTimeout(timer);
        own.off("message", onMessage).off("error", onError).off("exit", onExit);
        act();
      };
      const fail = (error: AppError) =>
        settle(() => {
          if (child === own) end();
          reject(error);
        });
      const allow = (timeMs: number) => {
        clearTimeout(timer);
        timer = setTimeout(() => fail(tooLong()), timeMs);
      };
      const onMessage = (message: unknown) => {
        const told = message as WorkerMessage;
        if (told.kind === "fetched") allow(limits.workMs);
        else if (told.kind === "done") settle(() => resolve(told.result));
        else if (told.kind === "refused") {
          const { code, userMessage, nextStep } = told;
          settle(() => reject(new AppError(code, { userMessage, nextStep })));
        } else fail(new AppError("internal", { message: told.why }));
      };
      const onError = (cause: Error) => fail(new AppError("internal", { cause }));
      const onExit = (code: number | null, signal: NodeJS.Signals | null) => {
        if (OUT_OF_MEMORY.has(signal)) return fail(tooLarge());
        if (disposed) return fail(new AppError("lab.imports-busy"));
        return fail(new AppError("internal", { message: `the import's reader ended: ${signal ?? code}` }));
      };
      own.on("message", onMessage).on("error", onError).on("exit", onExit);
      allow(job.kind === "git" ? limits.fetchMs : limits.workMs);
      own.send(job, (error) => error && onError(error));
    });
  }

  return {
    read(job) {
      waiting += 1;
      const turn = last.then(() => readOne(job));
      last = turn
        .catch(() => undefined)
        .finally(() => {
          waiting -= 1;
          if (waiting === 0) end();
        });
      return turn;
    },
    dispose() {
      disposed = true;
      child?.kill("SIGKILL");
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
