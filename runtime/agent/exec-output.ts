import { AppError } from "../common/app-error.ts";
import type { SandboxId } from "../protocol/index.ts";
import type { ExecOptions, SandboxDriver } from "../sandboxes/sandbox-driver.ts";

export interface ExecOutput {
  /** -1 when the connection or the sandbox went away. */
  exitCode: number;
  stdout: Buffer;
  /** At most 4 KiB. */
  stderr: string;
}

const MAX_STDERR_BYTES = 4096;

/** Runs a command to its end and gives its output, at most maxBytes of it: a sandbox that says more, or takes longer, is cut off with sandbox.failed. */
export async function execOutput(
  driver: SandboxDriver,
  sandboxId: SandboxId,
  options: ExecOptions,
  limits: { maxBytes: number; timeoutMs: number },
): Promise<ExecOutput> {
  const exec = await driver.exec(sandboxId, options);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let sizeBytes = 0;
    let stderr = "";
    const fail = (why: string) => {
      clearTimeout(timer);
      exec.destroy();
      reject(
        new AppError("sandbox.failed", {
          message: `command in sandbox ${why}`,
          userMessage: "The sandbox gave no usable answer.",
          context: { sandboxId },
        }),
      );
    };
    const timer = setTimeout(() => fail("took too long"), limits.timeoutMs);
    exec.data.on("data", (chunk: Buffer) => {
      sizeBytes += chunk.length;
      if (sizeBytes > limits.maxBytes) fail("said too much");
      else chunks.push(chunk);
    });
    exec.data.on("error", () => {});
    exec.stderr?.on("data", (chunk: Buffer) => {
      if (stderr.length < MAX_STDERR_BYTES) stderr += chunk.toString("utf8").slice(0, MAX_STDERR_BYTES);
    });
    exec.stderr?.on("error", () => {});
    exec.data.end();
    const ended = new Promise<void>((done) => {
      exec.data.once("end", done);
      exec.data.once("close", done);
    });
    void Promise.all([exec.exited, ended]).then(([exitCode]) => {
      clearTimeout(timer);
      resolve({ exitCode, stdout: Buffer.concat(chunks), stderr });
    });
  });
}
