import { AppError } from "../../../runtime/common/app-error.ts";
import { newSandboxId, newSessionId } from "../../../runtime/common/ids.ts";
import { NodeName, type SandboxId } from "../../../runtime/protocol/index.ts";
import type { SandboxDriver, SandboxLimits } from "../../../runtime/sandboxes/sandbox-driver.ts";
import type { Lab } from "../model/lab.ts";
import { runScript } from "../running/run-script.ts";

export interface ProofSandboxes {
  /** Rejects with node.not-found for a node that the lab has not. */
  of(node: NodeName): SandboxId;
  /** Stops hard and starts again, as a clone of a template begins; resolves when the engine is up. */
  restart(node: NodeName): Promise<void>;
  /** Lets the nodes reach each other by name. */
  join(): Promise<void>;
  remove(): Promise<void>;
}

const ENGINE_TIMEOUT_MS = 60_000;
/** A server that runs on the same machines leaves them alone for so long; of a proof that was killed they go after it. */
const KEEP_MS = 2 * 3600_000;
const WAIT_FOR_ENGINE = "until docker version > /dev/null 2>&1; do sleep 0.1; done";

/** As many sandboxes as a lab has nodes, their engines up, not yet joined. What was made is removed again when something fails. */
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
  const of = (node: NodeName): SandboxId => {
    const sandboxId = byNode.get(node);
    if (sandboxId === undefined) throw new AppError("node.not-found", { context: { node } });
    return sandboxId;
  };
  const remove = async () => {
    await Promise.allSettled(nodes.map(({ sandboxId }) => driver.delete(sandboxId)));
    if (nodes.length > 1) await driver.removeNetwork(sessionId);
  };
  const waitForEngine = async (sandboxId: SandboxId) => {
    const script = { text: WAIT_FOR_ENGINE, timeoutMs: ENGINE_TIMEOUT_MS };
    const { exitCode } = await runScript({ driver, sandboxId, script, ...(signal && { signal }) });
    signal?.throwIfAborted();
    if (exitCode !== 0) throw new AppError("sandbox.engine-down", { context: { sandboxId } });
  };
  try {
    for (const { node, sandboxId } of nodes) {
      signal?.throwIfAborted();
      const egress = lab.egress ?? "packages";
      const keepUntilMs = Date.now() + KEEP_MS;
      await driver.create({ sandboxId, sessionId, node, egress, limits, warm: false, keepUntilMs });
    }
    for (const { sandboxId } of nodes) await waitForEngine(sandboxId);
  } catch (error) {
    await remove().catch(() => undefined);
    throw error;
  }
  return {
    of,
    async restart(node) {
      await driver.stop(of(node));
      await driver.start(of(node));
      await waitForEngine(of(node));
    },
    async join() {
      if (nodes.length > 1) await driver.connectNodes(sessionId, nodes);
    },
    remove,
  };
}
