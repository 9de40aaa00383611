import { AppError, isAppError } from "../common/app-error.ts";

const GONE = /instance not found|operation not found|\bnot found$/i;
const NO_ROOM =
  /no space left|not enough (free )?space|no available (ip|address)|no free address|out of memory/i;
/** Of the sandbox's own disk: its learner filled it. */
const FULL_DISK = /disk quota exceeded/i;
const NO_CONNECTION = new Set(["ECONNREFUSED", "ENOENT", "ECONNRESET", "EPIPE", "EACCES", "UND_ERR_SOCKET"]);

/** What an answer of Incus (or of an operation it ran) means to us. `what` names the call, for logs. */
export function incusFailure(what: string, status: number, text: string): AppError {
  const context = { what, status, incus: text };
  if (status === 404 || GONE.test(text)) {
    return new AppError("sandbox.not-found", { message: `${what}: ${text}`, context });
  }
  if (FULL_DISK.test(text))
    return new AppError("sandbox.disk-full", { message: `${what}: ${text}`, context });
  if (NO_ROOM.test(text)) return new AppError("pool.full", { message: `${what}: ${text}`, context });
  if (status === 503 || status === 401 || status === 403) {
    return new AppError("pool.unreachable", { message: `${what}: ${text}`, context });
  }
  return new AppError("sandbox.failed", { message: `${what}: ${text}`, context });
}

/** A call that got no answer. */
export function connectionFailure(what: string, error: unknown): AppError {
  if (isAppError(error)) return error;
  const cause = error as { code?: string; name?: string; message?: string };
  const late = cause.name === "TimeoutError";
  const code = late || !NO_CONNECTION.has(cause.code ?? "") ? "sandbox.failed" : "pool.unreachable";
  return new AppError(code, {
    message: `${what}: ${cause.message ?? String(error)}`,
    context: { what },
    cause: error,
  });
}

/** Whether Incus refused because the thing is already as asked. */
export const isAlreadySo = (error: unknown, words: RegExp): boolean =>
  isAppError(error) && error.code === "sandbox.failed" && words.test(error.message);

export const isGone = (error: unknown): boolean => isAppError(error) && error.code === "sandbox.not-found";
