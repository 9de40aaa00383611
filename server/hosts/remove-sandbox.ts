import type { SandboxId } from "../../runtime/protocol/index.ts";
import type { Machines } from "./machines.ts";

/** Deletes a sandbox and lets the agent forget it. Rejects when the machines refuse; resolves when it is gone already. */
export async function removeSandbox(machines: Machines, sandboxId: SandboxId): Promise<void> {
  const { driver, agent } = machines.require();
  await driver.delete(sandboxId);
  // The agent notices by itself too: a failure here leaves nothing behind.
  await agent.unwatchSandbox(sandboxId).catch(() => undefined);
}
