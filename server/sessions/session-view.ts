import type { NodeName, NodeState, PortView, SessionView } from "../../runtime/protocol/index.ts";
import { canExtend } from "./end-time.ts";
import type { NodeRecord, SessionRecord } from "./session-record.ts";

/** What is seen of a sandbox at the moment and not worth keeping. */
export interface NodeHealth {
  engineDown: boolean;
  diskFull: boolean;
  outOfMemory: boolean;
  ports: { port: number; loopbackOnly: boolean }[];
}

export interface ViewInput {
  session: SessionRecord;
  health: (node: NodeRecord) => NodeHealth | undefined;
  /** What a node's address on a private network is, if it is on one. */
  privateAddress: (node: NodeName) => string | null;
  queuePosition: number | null;
  progress: string | null;
  maxSessionMs: number;
}

const MESSAGES: Partial<Record<NodeState, string>> = {
  "engine-down": "The Docker Engine does not answer. Restart the node; its files are kept.",
  "disk-full": "The disk is full. Delete files or run docker system prune -a.",
  "out-of-memory": "The memory was used up, and a process was ended for it.",
  stopped: "This node is stopped. Restart it; its files are kept.",
  lost: "This node is gone. Its machine may have been reset.",
};

/** A ready node shows what ails it; every other state speaks for itself. */
export function nodeState(state: NodeState, health: NodeHealth | undefined): NodeState {
  if (state !== "ready" || !health) return state;
  if (health.diskFull) return "disk-full";
  if (health.engineDown) return "engine-down";
  return health.outOfMemory ? "out-of-memory" : "ready";
}

/** A node that was made; with two of them there is a private network, and each is on it. */
const isMade = ({ state, address }: NodeRecord) => state !== "lost" && address !== null;

/** The whole of a session as its page sees it. */
export function toSessionView({
  session,
  health,
  privateAddress,
  queuePosition,
  progress,
  maxSessionMs,
}: ViewInput): SessionView {
  const arePrivate = session.nodes.filter(isMade).length > 1;
  const nameOf = new Map(session.nodes.map((node) => [node.sandboxId, node.name]));
  return {
    id: session.id,
    state: session.state,
    egress: session.egress,
    createdAt: new Date(session.createdAtMs).toISOString(),
    readyAt: session.readyAtMs === null ? null : new Date(session.readyAtMs).toISOString(),
    endsAt: new Date(session.endsAtMs).toISOString(),
    canExtend: canExtend(session, maxSessionMs),
    queuePosition,
    progress: session.state === "provisioning" ? progress : null,
    failure: session.failure,
    endReason: session.endReason,
    nodes: session.nodes.map((node) => {
      const state = nodeState(node.state, health(node));
      return {
        name: node.name,
        sandboxId: node.sandboxId,
        state,
        message: MESSAGES[state] ?? null,
        address: node.address,
        privateAddress: arePrivate && isMade(node) ? privateAddress(node.name) : null,
      };
    }),
    terminals: session.terminals.flatMap((terminal) => {
      const node = nameOf.get(terminal.sandboxId);
      if (!node) return [];
      const { id, title, state, exitCode } = terminal;
      return [{ id, node, title, state, exitCode }];
    }),
    ports: session.nodes.flatMap((node) =>
      (health(node)?.ports ?? []).map((port): PortView => ({ node: node.name, ...port })),
    ),
  };
}
