import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** How a job ended: with the process' last word of it, or without one. */
export type JobEnd<Message> =
  | { kind: "answered"; message: Message }
  | { kind: "too-long" }
  | { kind: "too-large" }
  | { kind: "ended"; cause: Error };

export interface WorkerProcess<Job, Message> {
  /**
   * Gives the process a job, starting one where none runs; one job at a time. Never rejects. `next` is told what the process says: it
   * answers how long the rest may take, or null when that was the last word. A job that may not take the time or the memory that it
   * wants ends its process, and the next job has another.
   */
  ask(job: Job, allowMs: number, next: (message: Message) => number | null): Promise<JobEnd<Message>>;
  /** Ends the process; a job that it has been given ends as `ended`. */
  end(): void;
}

export interface WorkerProcessOptions {
  /** The module that it runs. */
  program: URL;
  /** Of what JavaScript keeps. */
  memoryMib: number;
  /** 0 for what people wait for as they wait for the server itself; up to 19 for what can wait. */
  niceness: number;
}

/** How V8 ends a process that has no memory left. */
const OUT_OF_MEMORY: ReadonlySet<unknown> = new Set(["SIGABRT", "SIGTRAP", "SIGILL", "SIGSEGV"]);

/**
 * A process of its own for what strangers wrote, not a thread: a thread that asks for much memory at once takes the whole process with
 * it, whatever limits it was given. It knows nothing of the server's settings and secrets, leaves no core, and the kernel ends it with
 * the server.
 */
function startProcess({ program, memoryMib, niceness }: WorkerProcessOptions): ChildProcess {
  const node = [process.execPath, `--max-old-space-size=${memoryMib}`, "--stack-size=2000"];
  const bounds = ["--pdeathsig", "KILL", "nice", "-n", String(niceness), "prlimit", "--core=0", "--"];
  return spawn("setpriv", [...bounds, ...node, fileURLToPath(program)], {
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    serialization: "advanced",
    env: { PATH: process.env.PATH, NODE_ENV: "production" },
  });
}

export function createWorkerProcess<Job extends object, Message>(
  options: WorkerProcessOptions,
): WorkerProcess<Job, Message> {
  let child: ChildProcess | null = null;

  const begin = (): ChildProcess => {
    const own = startProcess(options);
    child = own;
    // It may be ended by others while it has nothing to do.
    own
      .on("error", () => undefined)
      .on("exit", () => {
        if (child === own) child = null;
      });
    return own;
  };
  const end = () => {
    child?.kill("SIGKILL");
    child = null;
  };

  return {
    ask(job, allowMs, next) {
      const own = child ?? begin();
      return new Promise((resolve) => {
        let timer: NodeJS.Timeout;
        const settle = (how: JobEnd<Message>) => {
          clearTimeout(timer);
          own.off("message", onMessage).off("error", onError).off("exit", onExit);
          if (how.kind !== "answered" && child === own) end();
          resolve(how);
        };
        const allow = (timeMs: number) => {
          clearTimeout(timer);
          timer = setTimeout(() => settle({ kind: "too-long" }), timeMs);
        };
        const onMessage = (said: unknown) => {
          const message = said as Message;
          const rest = next(message);
          if (rest === null) settle({ kind: "answered", message });
          else allow(rest);
        };
        const onError = (cause: Error) => settle({ kind: "ended", cause });
        const onExit = (code: number | null, signal: NodeJS.Signals | null) =>
          settle(
            OUT_OF_MEMORY.has(signal)
              ? { kind: "too-large" }
              : { kind: "ended", cause: new Error(`the process ended: ${signal ?? code}`) },
          );
        own.on("message", onMessage).on("error", onError).on("exit", onExit);
        allow(allowMs);
        own.send(job, (error) => error && onError(error));
      });
    },
    end,
  };
}
