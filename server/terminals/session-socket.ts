import type { RawData, WebSocket } from "ws";
import type { Logger } from "../../runtime/common/logger.ts";
import {
  ChannelRefused,
  ClientMessage,
  CloseCode,
  decodeFrame,
  FrameKind,
  type LabRunView,
  type ServerMessage,
  TerminalAttached,
  TerminalExited,
} from "../../runtime/protocol/index.ts";
import type { Machines } from "../hosts/machines.ts";
import type { LiveSession, SessionBook } from "../sessions/session-book.ts";
import type { SessionService } from "../sessions/session-service.ts";
import type { EngineNews } from "./engine-news.ts";
import type { FolderWatches } from "./folder-watches.ts";
import { createLinkHolder } from "./link-holder.ts";

/** Tells of the lab of a session, now and after every change, until the answer is called. */
export type FollowLab = (live: LiveSession, tell: (run: LabRunView) => void) => () => void;

export interface SocketOptions {
  socket: WebSocket;
  live: LiveSession;
  /** What came before the owner was known, in order. */
  early: { data: RawData; binary: boolean }[];
  machines: Machines;
  sessions: SessionService;
  book: SessionBook;
  watches: FolderWatches;
  news: EngineNews;
  followLab: FollowLab;
  log: Logger;
}

const FULL_BYTES = 1024 * 1024;
const DRAINED_BYTES = 256 * 1024;
const STUCK_BYTES = 4 * FULL_BYTES;
const MAX_CHANNELS = 64;

/** One page's socket, from accepted to closed: relays terminals both ways and tells of every change. */
export function serveSocket({
  socket,
  live,
  early,
  machines,
  sessions,
  book,
  watches,
  news,
  followLab,
  log,
}: SocketOptions): void {
  const sessionId = live.record.id;
  const channels = new Set<number>();
  let draining: NodeJS.Timeout | undefined;

  const send = (message: ServerMessage) => {
    if (socket.readyState !== socket.OPEN) return;
    // It does not read: what it is told must not pile up. Its page comes again and is told how things are.
    if (socket.bufferedAmount > STUCK_BYTES) return socket.terminate();
    socket.send(JSON.stringify(message));
  };
  const refuse = (channel: number, code: string, message: string) => {
    channels.delete(channel);
    send({ type: "refused", channel, code, message });
  };
  const holdBack = () => {
    if (draining || socket.bufferedAmount <= FULL_BYTES) return;
    link.pause();
    draining = setInterval(() => {
      if (socket.bufferedAmount > DRAINED_BYTES) return;
      clearInterval(draining);
      draining = undefined;
      link.resume();
    }, 10);
  };

  const link = createLinkHolder({
    connect: () => machines.require().agent.connectTerminals(),
    onMessage(message) {
      const known = TerminalAttached.or(TerminalExited).safeParse(message);
      if (known.success) return send(known.data);
      const refused = ChannelRefused.safeParse(message);
      if (refused.success) return refuse(refused.data.channel, refused.data.code, refused.data.message);
      log.warn({ event: "socket.agent-message-unknown", sessionId });
    },
    onFrame(frame) {
      if (socket.readyState !== socket.OPEN) return;
      socket.send(frame);
      holdBack();
    },
    onBroken() {
      clearInterval(draining);
      draining = undefined;
      for (const channel of [...channels]) {
        refuse(channel, "agent.unreachable", "The connection to the terminal was lost. Trying again.");
      }
    },
  });

  function take(message: ClientMessage) {
    switch (message.type) {
      case "ping":
        return send({ type: "pong" });
      case "watch":
        return watcher.watch(message.node, message.path);
      case "attach": {
        const { channel, terminalId } = message;
        if (!live.record.terminals.some((one) => one.id === terminalId)) {
          return refuse(channel, "terminal.not-found", "This terminal is closed.");
        }
        if (channels.size >= MAX_CHANNELS) return refuse(channel, "limit.terminals", "Too many attachments.");
        channels.add(channel);
        return link.sendMessage(message);
      }
      case "detach":
        if (channels.delete(message.channel)) link.sendMessage(message);
        return;
      case "resize":
        if (channels.has(message.channel)) link.sendMessage(message);
    }
  }

  function receive(data: RawData, binary: boolean) {
    if (binary) {
      const bytes = data as Buffer;
      const frame = decodeFrame(bytes);
      const fromPage = frame?.kind === FrameKind.input || frame?.kind === FrameKind.outputAck;
      if (!frame || !fromPage) return socket.close(CloseCode.badMessage, "input.invalid");
      // A frame for a channel that broke a moment ago: the page will attach again and resend.
      if (!channels.has(frame.channel)) return;
      if (frame.kind === FrameKind.input) sessions.touch(live);
      return link.sendFrame(bytes);
    }
    const message = parseJson(data.toString());
    const known = ClientMessage.safeParse(message);
    if (!known.success) return socket.close(CloseCode.badMessage, "input.invalid");
    take(known.data);
  }

  const watcher = watches.open(live, (node, paths) => send({ type: "files", node, paths }));
  const unfollow = news.open(live, send);
  const unsubscribe = book.onChange((changed) => {
    if (changed !== sessionId) return;
    send({ type: "session", session: book.view(live) });
    if (live.record.state === "ended") socket.close(CloseCode.gone, "session.ended");
  });
  live.attachedSockets++;
  socket.on("close", () => {
    live.attachedSockets--;
    sessions.touch(live);
    clearInterval(draining);
    unsubscribe();
    unfollow();
    unfollowLab();
    watcher.dispose();
    link.close();
  });
  send({ type: "session", session: book.view(live) });
  const unfollowLab = followLab(live, (run) => send({ type: "lab", run }));
  for (const { data, binary } of early) receive(data, binary);
  socket.on("message", receive);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
