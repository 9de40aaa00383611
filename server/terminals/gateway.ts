import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { isAppError } from "../../runtime/common/app-error.ts";
import type { Logger } from "../../runtime/common/logger.ts";
import { CloseCode, SessionId } from "../../runtime/protocol/index.ts";
import type { Learners } from "../auth/learners.ts";
import { isOwnOrigin } from "../auth/origin.ts";
import type { Machines } from "../hosts/machines.ts";
import type { SessionBook } from "../sessions/session-book.ts";
import type { SessionService } from "../sessions/session-service.ts";
import { createEngineNews } from "./engine-news.ts";
import type { FolderWatches } from "./folder-watches.ts";
import { type FollowLab, serveSocket } from "./session-socket.ts";

export interface GatewayOptions {
  machines: Machines;
  learners: Learners;
  sessions: SessionService;
  book: SessionBook;
  watches: FolderWatches;
  followLab: FollowLab;
  publicOrigin: string | undefined;
  log: Logger;
}

export interface Gateway {
  /** Takes /ws/sessions/ID; false for any other path. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  /** Once the machines are there. */
  followAgent(): void;
  dispose(): void;
}

const MAX_MESSAGE_BYTES = 128 * 1024;
const MAX_SOCKETS_PER_SESSION = 20;
const HEARTBEAT_MS = 30_000;

/** The sockets of the sessions' pages: who may open one, and what closes it. */
export function createGateway(options: GatewayOptions): Gateway {
  const { machines, learners, sessions, book, watches, followLab, publicOrigin, log } = options;
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
  });
  const news = createEngineNews({ book });
  const alive = new WeakSet<WebSocket>();
  let unfollow: (() => void) | undefined;

  const heartbeat = setInterval(() => {
    for (const socket of server.clients) {
      if (!alive.delete(socket)) socket.terminate();
      else socket.ping();
    }
  }, HEARTBEAT_MS);
  heartbeat.unref();

  async function accept(socket: WebSocket, request: IncomingMessage, sessionId: SessionId): Promise<void> {
    const early: { data: Buffer; binary: boolean }[] = [];
    const hold = (data: Buffer, binary: boolean) => void early.push({ data, binary });
    socket.on("message", hold);
    socket.on("error", () => undefined);
    alive.add(socket);
    socket.on("pong", () => alive.add(socket));
    const learnerId = await learners.identify(request);
    if (!learnerId) return socket.close(CloseCode.signInNeeded, "auth.needed");
    try {
      const live = await sessions.own(learnerId, sessionId);
      if (live.attachedSockets >= MAX_SOCKETS_PER_SESSION)
        return socket.close(CloseCode.tooMany, "limit.sockets");
      if (socket.readyState !== socket.OPEN) return;
      socket.off("message", hold);
      serveSocket({ socket, live, early, machines, sessions, book, watches, news, followLab, log });
    } catch (error) {
      if (!isAppError(error)) throw error;
      socket.close(error.code === "auth.not-yours" ? CloseCode.notYours : CloseCode.gone, error.code);
    }
  }

  return {
    upgrade(request, socket, head) {
      const path = (request.url ?? "").split("?")[0] ?? "";
      if (!path.startsWith("/ws/sessions/")) return false;
      const id = SessionId.safeParse(path.slice("/ws/sessions/".length));
      const { origin, host } = request.headers;
      const refuse = (status: string) =>
        socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      if (!id.success) refuse("404 Not Found");
      else if (origin === undefined || !isOwnOrigin(origin, host, publicOrigin)) refuse("403 Forbidden");
      else {
        server.handleUpgrade(request, socket, head, (opened) => {
          accept(opened, request, id.data).catch((error) => {
            log.error({ event: "socket.failed", sessionId: id.data, err: error });
            opened.close(1011);
          });
        });
      }
      return true;
    },
    followAgent() {
      unfollow = machines.require().agent.onEvent((event) => {
        if (event.type === "files.changed") watches.report(event.sandboxId, event.paths);
        if (event.type === "engine.event") news.report(event);
      });
    },
    dispose() {
      clearInterval(heartbeat);
      unfollow?.();
      for (const socket of server.clients) socket.close(CloseCode.restarting, "restarting");
      server.close();
      setTimeout(() => {
        for (const socket of server.clients) socket.terminate();
      }, 500).unref();
    },
  };
}
