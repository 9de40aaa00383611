import type { AgentEvent } from "../../runtime/agent/agent-api.ts";
import type { ServerMessage } from "../../runtime/protocol/index.ts";
import type { LiveSession, SessionBook } from "../sessions/session-book.ts";

/** Tells the pages of a session, and of no other, what happens in the engines of its nodes. */
export function createEngineNews({ book }: { book: SessionBook }) {
  const readers = new Set<{ live: LiveSession; tell: (message: ServerMessage) => void }>();
  return {
    open(live: LiveSession, tell: (message: ServerMessage) => void): () => void {
      const reader = { live, tell };
      readers.add(reader);
      return () => readers.delete(reader);
    },
    report({ sandboxId, kind, action, id, name }: Extract<AgentEvent, { type: "engine.event" }>): void {
      const found = book.findNode(sandboxId);
      if (!found) return;
      const message: ServerMessage = { type: "engine", node: found.node.name, kind, action, id, name };
      for (const { live, tell } of readers) if (live === found.live) tell(message);
    },
  };
}

export type EngineNews = ReturnType<typeof createEngineNews>;
