import { WebSocket } from "ws";
import type { Logger } from "../common/logger.ts";
import type { AgentEvent } from "./agent-api.ts";
import { AgentEventMessage } from "./agent-protocol.ts";

const BACKOFF_MS = [50, 100, 200, 500, 1000, 2000];

/** Follows the agent's events, connecting again whenever it goes away. */
export function followAgentEvents(options: {
  socketPath: string;
  onEvent(event: AgentEvent): void;
  /** Connected, first or again: an agent that was restarted knows nothing of what it was asked to watch. */
  onConnected(): void;
  log: Logger;
}): { dispose(): void } {
  let disposed = false;
  let failures = 0;
  let timer: NodeJS.Timeout | undefined;
  let socket: WebSocket;

  const connect = () => {
    socket = new WebSocket(`ws+unix:${options.socketPath}:/events`, { perMessageDeflate: false });
    socket.on("error", () => {});
    socket.on("open", () => {
      failures = 0;
      options.onConnected();
    });
    socket.on("message", (data) => {
      const event = AgentEventMessage.safeParse(JSON.parse((data as Buffer).toString("utf8")));
      if (event.success) options.onEvent(event.data);
    });
    socket.on("close", () => {
      if (disposed) return;
      if (failures === 0) options.log.info({ event: "agent.disconnected" });
      timer = setTimeout(connect, BACKOFF_MS[Math.min(failures, BACKOFF_MS.length - 1)]);
      failures += 1;
    });
  };
  connect();

  return {
    dispose() {
      disposed = true;
      clearTimeout(timer);
      socket.terminate();
    },
  };
}
