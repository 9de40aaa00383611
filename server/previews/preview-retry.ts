export interface BrokenAttempt {
  method: string;
  hasBody: boolean;
  /** Of the error that ended it before any answer came. */
  errorCode: string | undefined;
  sinceFirstMs: number;
}

/** A port is open (the engine's proxy holds it) a while before the server behind it is: seconds on a busy machine. */
const WAIT_MS = 8000;
const BROKEN_OFF = new Set(["ECONNRESET", "EPIPE"]);

/** Whether a request whose connection closed with no answer is sent again: only one that changes nothing, and not for long. */
export function decideRetry({ method, hasBody, errorCode, sinceFirstMs }: BrokenAttempt): boolean {
  const changesNothing = (method === "GET" || method === "HEAD") && !hasBody;
  return changesNothing && BROKEN_OFF.has(errorCode ?? "") && sinceFirstMs < WAIT_MS;
}
