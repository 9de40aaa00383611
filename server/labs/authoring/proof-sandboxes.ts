import { AppError } from "../../../runtime/common/app-error.ts";
import { newSandboxId, newSessionId } from "../../../runtime/common/ids.ts";
import { NodeName, type SandboxId } from "../../../runtime/protocol/index.ts";
import type { SandboxDriver, SandboxLimits } from "../../../runtime/sandboxes/sandbox-driver.ts";
import type { Lab } from "../model/lab.ts";
import { runScript } from "../running/run-script.ts";

export interface ProofSandboxes {
  /** Rejects with node.not-found for a node that the lab has not. */
  of(node: NodeName): SandboxId;
  remove(): Promise<void>;
}

const ENGINE_TIMEOUT_MS = 60_000;
const WAIT_FOR_ENGINE = "until docker version > /dev/null 2>&1; do sleep 0.1; done";

/** As many sandboxes as a lab has nodes, joined, with their engines up. What was made is removed again when something fails. */
export async function makeProofSandboxes(options: {
  driver: SandboxDriver;
  lab: Pick<Lab, "nodes" | "egress">;
  limits: SandboxLimits;
  signal?: AbortSignal;
}): Promise<ProofSandboxes> {
  const { driver, lab, limits, signal } = options;
  const sessionId = newSessionId();
  const nodes = NodeName.options.slice(0, lab.nodes).map((node) => ({ node, sandboxId: newSandboxId() }));
  const byNode = new Map(nodes.map(({ node, sandboxId }) => [node, sandboxId]));
  const remove = async () => {
    await Promise.allSettled(nodes.map(({ sandboxId }) => driver.delete(sandboxId)));
    if (nodes.length > 1) await driver.removeNetwork(sessionId);
  };
  try {
    for (const { node, sandboxId } of nodes) {
      signal?.throwIfAborted();
      const egress = lab.egress ?? "packages";
      await driver.create({ sandboxId, sessionId, node, egress, limits, warm: false });
    }
    if (nodes.length > 1) await driver.connectNodes(sessionId, nodes);
    const script = { text: WAIT_FOR_ENGINE, timeoutMs: ENGINE_TIMEOUT_MS };
    for (const { sandboxId } of nodes) {
      const { exitCode } = await runScript({ driver, sandboxId, script, ...(signal && { signal }) });
      signal?.throwIfAborted();
      if (exitCode !== 0) throw new AppError("sandbox.engine-down", { context: { sandboxId } });
    }
  } catch (error) {
    await remove().catch(() => undefined);
    throw error;
  }
  return {
    of(node) {
      const sandboxId = byNode.get(node);
      if (sandboxId === undefined) throw new AppError("node.not-found", { context: { node } });
      return sandboxId;
    },
    remove,
  };
}
