import type { NodeState } from "../../../runtime/protocol/index.ts";

interface NodeWords {
  words: string;
  tone: string;
  /** What a node in trouble says over the panes, and what mends it. */
  trouble?: { says: (name: string) => string; mends: "restart" | "terminal" | "remove" };
}

/** A node's state in words, its colour, and what follows from it. */
export const nodeStates: Record<NodeState, NodeWords> = {
  starting: { words: "starting", tone: "bg-warn" },
  ready: { words: "ready", tone: "bg-good" },
  "engine-down": {
    words: "its Docker Engine does not answer",
    tone: "bg-bad",
    trouble: {
      says: (name) => `The Docker Engine of ${name} does not answer. A restart mends it; files are kept.`,
      mends: "restart",
    },
  },
  "disk-full": {
    words: "its disk is full",
    tone: "bg-bad",
    trouble: {
      says: (name) =>
        `The disk of ${name} is full. Delete files, or run "docker system prune -a" in a terminal.`,
      mends: "terminal",
    },
  },
  "out-of-memory": {
    words: "out of memory",
    tone: "bg-bad",
    trouble: {
      says: (name) =>
        `${name} ran out of memory and a process in it was ended. Stop containers you do not need, or restart it; files are kept.`,
      mends: "restart",
    },
  },
  stopped: {
    words: "stopped",
    tone: "bg-muted",
    trouble: { says: (name) => `${name} is stopped. Restart it; files are kept.`, mends: "restart" },
  },
  lost: {
    words: "lost",
    tone: "bg-bad",
    trouble: {
      says: (name) => `${name} is gone; its machine may have been reset. Remove it, then add a node anew.`,
      mends: "remove",
    },
  },
};
