import type { AgentClient, AgentEvent } from "../../runtime/agent/agent-api.ts";
import type { Logger } from "../../runtime/common/logger.ts";
import type { SessionBook } from "./session-book.ts";
import type { TerminalService } from "./terminal-service.ts";

export interface AgentEventsOptions {
  agent: AgentClient;
  book: SessionBook;
  terminals: TerminalService;
  log: Logger;
}

/** Carries what the agent notices into the sessions. Returns the end of the subscription. */
export function followAgent({ agent, book, terminals, log }: AgentEventsOptions): () => void {
  const health = (event: AgentEvent) => {
    switch (event.type) {
      case "ports.changed":
        return { ports: event.ports };
      case "engine.changed":
        return { engineDown: event.state === "down" };
      case "health.changed":
        return { diskFull: event.diskFull, outOfMemory: event.outOfMemory };
      default:
        return undefined;
    }
  };
  return agent.onEvent((event) => {
    if (event.type === "terminal.exited") {
      void terminals
        .exited(event.terminalId, event.exitCode)
        .catch((error) => log.warn({ event: "terminal.save-failed", err: error }));
      return;
    }
    const change = health(event);
    if (!change) return;
    const found = book.findNode(event.sandboxId);
    if (!found) return;
    book.setHealth(event.sandboxId, change);
    book.changed(found.live.record.id);
  });
}
