import type { ScriptResult } from "./run-script.ts";

const SIGNALS: Record<number, string> = {
  1: "its terminal was gone",
  2: "it was interrupted",
  6: "it gave up (abort)",
  9: "it was killed, perhaps because memory ran out",
  11: "it crashed (segmentation fault)",
  13: "nobody read its output",
  15: "it was asked to end",
};

/** How a script failed, in plain words that follow "The script"; null where it did not. `timeoutMs` is the script's own. */
export function scriptProblem(
  { exitCode, timedOut, flooded }: Pick<ScriptResult, "exitCode" | "timedOut" | "flooded">,
  timeoutMs: number,
): string | null {
  if (timedOut) return `took longer than its ${Math.round(timeoutMs / 1000)} seconds and was ended`;
  if (flooded) return "said more than 32 MiB and was ended";
  if (exitCode === 0) return null;
  if (exitCode < 0) return "was cut off: the sandbox or the connection to it went away";
  if (exitCode === 126) return "could not be run: it, or a command in it, is not executable";
  if (exitCode === 127) return "uses a command that does not exist in the sandbox (exit status 127)";
  if (exitCode > 128 && exitCode < 128 + 65) {
    const number = exitCode - 128;
    return `ended by signal ${number}: ${SIGNALS[number] ?? "something ended it"}`;
  }
  return `ended with exit status ${exitCode}`;
}
