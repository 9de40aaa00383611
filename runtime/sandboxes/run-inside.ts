import type { SandboxId } from "../protocol/index.ts";
import type { SandboxDriver } from "./sandbox-driver.ts";

export interface RunInsideOptions {
  environment?: Record<string, string>;
  /** After this the process is killed and the status is -1. */
  timeoutMs: number;
}

/** What of its output is kept; the rest is read and dropped. */
const KEPT_BYTES = 64 * 1024;

/**
 * Runs a small script of ours in a sandbox, whose programs may be broken or hostile: bounded in time and output. Rejects as
 * exec does; that the script fails is a status.
 */
export async function runInside(
  driver: Pick<SandboxDriver, "exec">,
  sandboxId: SandboxId,
  script: string,
  { environment = {}, timeoutMs }: RunInsideOptions,
): Promise<{ status: number; output: string }> {
  const exec = await driver.exec(sandboxId, { command: ["sh", "-c", script], environment });
  const kept: Buffer[] = [];
  let bytes = 0;
  exec.data.on("data", (chunk: Buffer) => {
    if (bytes < KEPT_BYTES) kept.push(chunk);
    bytes += chunk.length;
  });
  exec.stderr?.resume();
  exec.data.end();
  const ended = new Promise<void>((resolve) => exec.data.once("close", resolve).once("end", resolve));
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<number>((resolve) => {
    timer = setTimeout(() => resolve(-1), timeoutMs);
  });
  const status = await Promise.race([Promise.all([exec.exited, ended]).then(([exit]) => exit), late]);
  clearTimeout(timer);
  exec.destroy();
  return { status, output: Buffer.concat(kept).subarray(0, KEPT_BYTES).toString() };
}
