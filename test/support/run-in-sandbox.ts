import { text } from "node:stream/consumers";
import type { SandboxId } from "../../runtime/protocol/index.ts";
import type { SandboxDriver } from "../../runtime/sandboxes/sandbox-driver.ts";

/** Runs a script in a sandbox as a person's login shell would; resolves with all it printed and its exit code. */
export async function runInSandbox(
  driver: SandboxDriver,
  sandboxId: SandboxId,
  script: string,
): Promise<{ status: number; output: string }> {
  const exec = await driver.exec(sandboxId, {
    command: ["timeout", "-s", "KILL", "100", "bash", "-lc", script],
  });
  exec.data.end();
  const [output, errors, status] = await Promise.all([
    text(exec.data),
    exec.stderr ? text(exec.stderr) : "",
    exec.exited,
  ]);
  return { status, output: output + errors };
}
