import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createSessionSocket } from "../../../app/client/session-socket.ts";
import {
  CloseCode,
  type LabRunView,
  type SessionId,
  type TerminalId,
} from "../../../runtime/protocol/index.ts";
import { aRun } from "./lab/builders.ts";

/** A browser's WebSocket as far as the session's socket uses it, driven by the test. */
class FakeSocket {
  readyState: number = WebSocket.CONNECTING;
  sent: { type: string }[] = [];
  onopen = () => {};
  onmessage = (_event: { data: unknown }) => {};
  onclose = (_event: { code: number }) => {};
  send(text: string) {
    this.sent.push(JSON.parse(text));
  }
  close() {
    this.readyState = WebSocket.CLOSING;
  }
  open() {
    this.readyState = WebSocket.OPEN;
    this.onopen();
  }
  drop(code: number) {
    this.readyState = WebSocket.CLOSED;
    this.onclose({ code });
  }
}

function aSocket() {
  const sockets: FakeSocket[] = [];
  const states: string[] = [];
  const runs: LabRunView[] = [];
  const page = new EventTarget();
  const made = createSessionSocket({
    sessionId: "ses_0123456789" as SessionId,
    clientId: "client-0001",
    url: "ws://localhost/ws",
    page,
    openSocket: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket as unknown as WebSocket;
    },
    listeners: {
      session: () => {},
      files: () => {},
      lab: (run) => runs.push(run),
      connection: (state) => states.push(state),
    },
  });
  const last = () => {
    const socket = sockets.at(-1);
    if (!socket) throw new Error("no socket was opened");
    return socket;
  };
  return { made, sockets, states, runs, page, last };
}

describe("a tab's socket", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.spyOn(Math, "random").mockReturnValue(1);
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  test("hands on how the session's lab stands, and nothing that is not a lab's run", () => {
    const { runs, last } = aSocket();
    last().open();
    last().onmessage({ data: JSON.stringify({ type: "lab", run: aRun({ current: 1 }) }) });
    last().onmessage({ data: JSON.stringify({ type: "lab", run: { current: 2 } }) });
    expect(runs.map(({ current }) => current)).toEqual([1]);
  });

  test("waits longer each time when the server accepts and closes at once", () => {
    const { sockets, last } = aSocket();
    for (let times = 0; times < 6; times++) {
      last().open();
      last().drop(CloseCode.badMessage);
      vi.advanceTimersByTime(300);
    }
    expect(sockets.length).toBeLessThan(4);
  });

  test("comes back at once after a connection that held", () => {
    const { sockets, last } = aSocket();
    last().drop(1006);
    vi.advanceTimersByTime(250);
    last().drop(1006);
    vi.advanceTimersByTime(500);
    last().open();
    last().onmessage({ data: '{"type":"pong"}' });
    vi.advanceTimersByTime(6_000);
    last().drop(CloseCode.restarting);
    vi.advanceTimersByTime(250);
    expect(sockets).toHaveLength(4);
  });

  test("gives up an attempt that neither opens nor fails", () => {
    const { sockets, states } = aSocket();
    vi.advanceTimersByTime(10_500);
    expect(states.at(-1)).toBe("offline");
    expect(sockets.length).toBeGreaterThan(1);
  });

  test.each(["visibilitychange", "pageshow", "online"])(
    "asks whether the connection still stands on %s, and leaves one that does not answer",
    (event) => {
      const { last, states, page } = aSocket();
      last().open();
      last().onmessage({ data: '{"type":"pong"}' });
      page.dispatchEvent(new Event(event));
      expect(last().sent.at(-1)).toEqual({ type: "ping" });
      vi.advanceTimersByTime(10_000);
      expect(states.at(-1)).toBe("offline");
    },
  );

  test("asks no more once it was told that the session is not there", () => {
    const { made, sockets, last, page } = aSocket();
    last().drop(CloseCode.gone);
    page.dispatchEvent(new Event("online"));
    made.reconnectNow();
    vi.advanceTimersByTime(60_000);
    expect(sockets).toHaveLength(1);
  });

  test("survives what is no message", () => {
    const { last, states } = aSocket();
    last().open();
    for (const data of ["{", "null", '{"type":"nonsense"}', new ArrayBuffer(2)]) last().onmessage({ data });
    expect(states.at(-1)).toBe("open");
  });

  test("takes up its terminals and its folders again on a new connection, and no closed one", () => {
    const { made, last } = aSocket();
    const sink = { reset: () => {}, write: () => {}, trouble: () => {} };
    made.openStream("trm_0123456789" as TerminalId, sink);
    made.closeStream(made.openStream("trm_9876543210" as TerminalId, sink));
    made.watch("node1", "/root");
    last().drop(1006);
    vi.advanceTimersByTime(250);
    last().open();
    expect(last().sent.map(({ type }) => type)).toEqual(["watch", "attach"]);
  });
});
