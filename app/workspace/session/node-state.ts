import type { NodeState } from "../../../runtime/protocol/index.ts";

/** A node's state in words, and its colour. */
export const nodeStates: Record<NodeState, { words: string; tone: string }> = {
  starting: { words: "starting", tone: "bg-warn" },
  ready: { words: "ready", tone: "bg-good" },
  "engine-down": { words: "its Docker Engine does not answer", tone: "bg-bad" },
  "disk-full": { words: "its disk is full", tone: "bg-bad" },
  "out-of-memory": { words: "out of memory", tone: "bg-bad" },
  stopped: { words: "stopped", tone: "bg-muted" },
  lost: { words: "lost", tone: "bg-bad" },
};
