import {
  CloseCode,
  decodeFrame,
  type LabRunView,
  type NodeName,
  ServerMessage,
  type SessionId,
  type SessionView,
  type TerminalId,
} from "../../runtime/protocol/index.ts";
import { reconnectDelayMs } from "./backoff.ts";
import { parseJson } from "./parse-json.ts";
import { createTerminalStream, type TerminalSink, type TerminalStream } from "./terminal-stream.ts";

export type ConnectionState = "connecting" | "open" | "offline" | "closed";

export interface SessionSocketListeners {
  session(view: SessionView): void;
  /** `closed` means that no further attempt is made. */
  connection(state: ConnectionState, reason: string | null): void;
  files(node: NodeName, paths: string[]): void;
  lab(run: LabRunView): void;
}

const FINAL: Record<number, string> = {
  [CloseCode.signInNeeded]: "This browser is not known here yet. Open the start page once.",
  [CloseCode.notYours]: "This session belongs to another browser. Start a session of your own.",
  [CloseCode.gone]: "This session has ended.",
};
/** A connection that says nothing for this long, after a ping or from its start, is given up. */
const PING_EVERY_MS = 15_000;
const SILENCE_MS = 10_000;
/** Only a connection that held this long starts the waits between attempts anew: one refused at once must not be hammered. */
const STABLE_MS = 5_000;
const WAKING = ["online", "pageshow", "visibilitychange"];

/** The one connection of a tab to its session: reconnects by itself and takes up every terminal where it was. */
export function createSessionSocket(options: {
  sessionId: SessionId;
  clientId: string;
  url: string;
  listeners: SessionSocketListeners;
  openSocket?: (url: string) => WebSocket;
  /** Where the page's own events are heard. */
  page?: EventTarget;
}) {
  const { sessionId, clientId, url, listeners } = options;
  const { openSocket = (to) => new WebSocket(to), page = window } = options;
  const streams = new Map<number, TerminalStream>();
  const watched = new Map<string, { node: NodeName; path: string }>();
  let socket: WebSocket | null = null;
  let attempt = 0;
  let nextChannel = 1;
  let disposed = false;
  /** Closed for good: asking again would change nothing. */
  let gone = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let silence: ReturnType<typeof setTimeout> | undefined;
  let stable: ReturnType<typeof setTimeout> | undefined;

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
    const parsed = ServerMessage.safeParse(parseJson(String(data)));
    if (!parsed.success) return;
    const message = parsed.data;
    if (message.type === "session") listeners.session(message.session);
    else if (message.type === "files") listeners.files(message.node, message.paths);
    else if (message.type === "lab") listeners.lab(message.run);
    else if (message.type === "attached") streams.get(message.channel)?.onAttached(message);
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
    const mine = openSocket(url);
    mine.binaryType = "arraybuffer";
    socket = mine;
    listen();
    mine.onopen = () => {
      if (socket !== mine) return;
      stable = setTimeout(() => {
        attempt = 0;
      }, STABLE_MS);
      listeners.connection("open", null);
      for (const { node, path } of watched.values()) wire.sendJson({ type: "watch", node, path });
      for (const stream of streams.values()) stream.attach();
    };
    mine.onmessage = (event) => socket === mine && onMessage(event.data);
    mine.onclose = (event) => socket === mine && lose(event.code);
  };

  const lose = (code: number) => {
    socket = null;
    clearTimeout(silence);
    clearTimeout(stable);
    silence = undefined;
    for (const stream of streams.values()) stream.onLost();
    if (disposed) return;
    const final = FINAL[code];
    if (final) {
      gone = true;
      return listeners.connection("closed", final);
    }
    listeners.connection("offline", null);
    clearTimeout(timer);
    timer = setTimeout(connect, reconnectDelayMs(attempt++, Math.random));
  };

  /** Gives the connection up unless something is heard of it in time. */
  const listen = () => {
    silence ??= setTimeout(() => {
      const stale = socket;
      lose(1006);
      stale?.close();
    }, SILENCE_MS);
  };

  const ping = () => {
    if (socket?.readyState !== WebSocket.OPEN || silence !== undefined) return;
    wire.sendJson({ type: "ping" });
    listen();
  };
  const pinging = setInterval(ping, PING_EVERY_MS);

  const reconnectNow = () => {
    if (disposed || socket || gone) return;
    attempt = 0;
    connect();
  };
  // A machine that slept, a page out of the back-forward cache, a tab looked at again: do not wait for the next ping.
  const wake = () => {
    reconnectNow();
    ping();
  };
  for (const event of WAKING) page.addEventListener(event, wake);
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
      clearTimeout(stable);
      clearInterval(pinging);
      for (const event of WAKING) page.removeEventListener(event, wake);
      socket?.close(1000);
      socket = null;
    },
  };
}
export type SessionSocket = ReturnType<typeof createSessionSocket>;
