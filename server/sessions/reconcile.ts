import type { NodeState, SandboxId, SessionId, SessionState } from "../../runtime/protocol/index.ts";
import type { SandboxStatus } from "../../runtime/sandboxes/sandbox-driver.ts";

export interface ReconcileInput {
  /** What the machines have, from its labels. */
  sandboxes: { sandboxId: SandboxId; status: SandboxStatus }[];
  networks: SessionId[];
  /** Sessions as known before the machines were asked: only these can have lost something. */
  before: ReconcileSession[];
  /** Sandboxes owned by a session or the warm pool, as known after: nothing of these is an orphan. */
  owned: ReadonlySet<SandboxId>;
  liveSessions: ReadonlySet<SessionId>;
}

export interface ReconcileSession {
  id: SessionId;
  state: SessionState;
  nodes: { sandboxId: SandboxId; state: NodeState }[];
}

export interface ReconcilePlan {
  deleteSandboxes: SandboxId[];
  deleteNetworks: SessionId[];
  lost: { sessionId: SessionId; sandboxId: SandboxId }[];
  stopped: { sessionId: SessionId; sandboxId: SandboxId }[];
  /** A claimed sandbox that was frozen again by nobody's wish, or runs although noted as stopped. */
  revived: { sessionId: SessionId; sandboxId: SandboxId }[];
}

/** The difference between what is known and what exists, and what follows from it. */
export function planReconcile(input: ReconcileInput): ReconcilePlan {
  const existing = new Map(input.sandboxes.map((sandbox) => [sandbox.sandboxId, sandbox.status]));
  const plan: ReconcilePlan = {
    deleteSandboxes: input.sandboxes.map((sandbox) => sandbox.sandboxId).filter((id) => !input.owned.has(id)),
    deleteNetworks: input.networks.filter((id) => !input.liveSessions.has(id)),
    lost: [],
    stopped: [],
    revived: [],
  };
  for (const session of input.before) {
    if (session.state !== "ready") continue;
    for (const node of session.nodes) {
      const status = existing.get(node.sandboxId);
      const where = { sessionId: session.id, sandboxId: node.sandboxId };
      if (node.state === "starting" || node.state === "lost") continue;
      if (status === undefined) plan.lost.push(where);
      else if (status === "running" && node.state === "stopped") plan.revived.push(where);
      else if (status !== "running" && node.state !== "stopped") plan.stopped.push(where);
    }
  }
  return plan;
}
