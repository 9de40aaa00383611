import {
  CloseCode,
  decodeFrame,
  type NodeName,
  ServerMessage,
  type SessionId,
  type SessionView,
  type TerminalId,
} from "../../runtime/protocol/index.ts";
import { reconnectDelayMs } from "./backoff.ts";
import { createTerminalStream, type TerminalSink, type TerminalStream } from "./terminal-stream.ts";

export type ConnectionState = "connecting" | "open" | "offline" | "closed";

export interface SessionSocketListeners {
  session(view: SessionView): void;
  /** `closed` means that no further attempt is made. */
  connection(state: ConnectionState, reason: string | null): void;
  files(node: NodeName, paths: string[]): void;
}

const FINAL: Record<number, string> = {
  [CloseCode.signInNeeded]: "This browser is not known here yet. Open the start page once.",
  [CloseCode.notYours]: "This session belongs to another browser. Start a session of your own.",
  [CloseCode.gone]: "This session has ended.",
};
/** A connection that says nothing for this long after a ping is given up. */
const PING_EVERY_MS = 15_000;
const SILENCE_MS = 10_000;

/** The one connection of a tab to its session: reconnects by itself and takes up every terminal where it was. */
export function createSessionSocket(options: {
  sessionId: SessionId;
  clientId: string;
  url: string;
  listeners: SessionSocketListeners;
}) {
  const { sessionId, clientId, url, listeners } = options;
  const streams = new Map<number, TerminalStream>();
  const watched = new Map<string, { node: NodeName; path: string }>();
  let socket: WebSocket | null = null;
  let attempt = 0;
  let nextChannel = 1;
  let disposed = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let silence: ReturnType<typeof setTimeout> | undefined;

  const wire = {
    sendJson(message: unknown) {
      if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
    },
    sendBytes(frame: Uint8Array<ArrayBuffer>) {
      if (socket?.readyState === WebSocket.OPEN) socket.send(frame);
    },
  };

  const onMessage = (data: unknown) => {
    clearTimeout(silence);
    silence = undefined;
    if (data instanceof ArrayBuffer) {
      const frame = decodeFrame(new Uint8Array(data));
      if (frame) streams.get(frame.channel)?.onFrame(frame);
      return;
    }
    const parsed = ServerMessage.safeParse(JSON.parse(String(data)));
    if (!parsed.success) return;
    const message = parsed.data;
    if (message.type === "session") listeners.session(message.session);
    else if (message.type === "files") listeners.files(message.node, message.paths);
    else if (message.type === "attached") streams.get(message.channel)?.onAttached(message);
    else if (message.type === "exited") streams.get(message.channel)?.onExited(message.exitCode);
    else if (message.type === "refused") {
      const stream = streams.get(message.channel);
      stream?.onRefused(message.message);
      // The agent may be restarting: ask again, calmly, as long as the terminal is shown.
      if (stream && message.code !== "terminal.not-found")
        setTimeout(() => streams.get(message.channel) === stream && stream.attach(), 1_000);
    }
  };

  const connect = () => {
    if (disposed) return;
    clearTimeout(timer);
    const mine = new WebSocket(url);
    mine.binaryType = "arraybuffer";
    socket = mine;
    mine.onopen = () => {
      attempt = 0;
      listeners.connection("open", null);
      for (const { node, path } of watched.values()) wire.sendJson({ type: "watch", node, path });
      for (const stream of streams.values()) stream.attach();
    };
    mine.onmessage = (event) => socket === mine && onMessage(event.data);
    mine.onclose = (event) => {
      if (socket !== mine) return;
      lose(event.code);
    };
  };

  const lose = (code: number) => {
    socket = null;
    clearTimeout(silence);
    silence = undefined;
    for (const stream of streams.values()) stream.onLost();
    if (disposed) return;
    const final = FINAL[code];
    if (final) return listeners.connection("closed", final);
    listeners.connection("offline", null);
    clearTimeout(timer);
    timer = setTimeout(connect, reconnectDelayMs(attempt++, Math.random));
  };

  const ping = setInterval(() => {
    if (socket?.readyState !== WebSocket.OPEN || silence !== undefined) return;
    wire.sendJson({ type: "ping" });
    silence = setTimeout(() => {
      const stale = socket;
      lose(1006);
      stale?.close();
    }, SILENCE_MS);
  }, PING_EVERY_MS);

  const reconnectNow = () => {
    if (disposed || socket) return;
    attempt = 0;
    connect();
  };
  window.addEventListener("online", reconnectNow);
  listeners.connection("connecting", null);
  connect();

  return {
    sessionId,
    reconnectNow,
    /** Shows a terminal: attaches now and after every reconnect, until detached. */
    openStream(terminalId: TerminalId, sink: TerminalSink): TerminalStream {
      const stream = createTerminalStream({ terminalId, channel: nextChannel++, clientId, wire, sink });
      streams.set(stream.channel, stream);
      stream.attach();
      return stream;
    },
    closeStream(stream: TerminalStream) {
      streams.delete(stream.channel);
      stream.detach();
    },
    watch(node: NodeName, path: string) {
      const key = `${node}:${path}`;
      if (watched.has(key)) return;
      watched.set(key, { node, path });
      wire.sendJson({ type: "watch", node, path });
    },
    dispose() {
      disposed = true;
      clearTimeout(timer);
      clearTimeout(silence);
      clearInterval(ping);
      window.removeEventListener("online", reconnectNow);
      socket?.close(1000);
      socket = null;
    },
  };
}
export type SessionSocket = ReturnType<typeof createSessionSocket>;
