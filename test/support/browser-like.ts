import { WebSocket } from "ws";
import type { SessionView } from "../../runtime/protocol/index.ts";

/** A browser without a page: keeps its cookie and sends the headers that a browser sends from our own page. */
export interface BrowserLike {
  cookie: string;
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Starts a session and waits until it is ready. */
  start(): Promise<SessionView>;
  end(sessionId: string): Promise<void>;
  socket(path: string, headers?: Record<string, string>): WebSocket;
}

const READY_WITHIN_MS = 60_000;

export function createBrowserLike(url: string): BrowserLike {
  const browser: BrowserLike = {
    cookie: "",
    async fetch(path, init = {}) {
      const headers = new Headers(init.headers);
      const ownCookie = !headers.has("cookie");
      if (browser.cookie && ownCookie) headers.set("cookie", browser.cookie);
      if (!headers.has("origin")) headers.set("origin", url);
      const answer = await fetch(new URL(path, url), { redirect: "manual", ...init, headers });
      if (ownCookie)
        for (const line of answer.headers.getSetCookie()) browser.cookie = line.split(";")[0] ?? "";
      return answer;
    },
    async start() {
      // As a browser does: the page first, which gives the cookie.
      if (!browser.cookie) await browser.fetch("/api/sessions");
      const made = await browser.fetch("/api/sessions", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: "{}",
      });
      if (made.status !== 201) throw new Error(`no session: ${made.status} ${await made.text()}`);
      let session = (await made.json()) as SessionView;
      const deadline = Date.now() + READY_WITHIN_MS;
      while (session.state !== "ready") {
        if (session.state === "failed" || Date.now() > deadline)
          throw new Error(`not ready: ${JSON.stringify(session)}`);
        await new Promise((resolve) => setTimeout(resolve, 100));
        session = (await (await browser.fetch(`/api/sessions/${session.id}`)).json()) as SessionView;
      }
      return session;
    },
    async end(sessionId) {
      await browser.fetch(`/api/sessions/${sessionId}`, { method: "DELETE" });
    },
    socket(path, headers = {}) {
      return new WebSocket(new URL(path, url.replace("http", "ws")), {
        headers: { origin: url, cookie: browser.cookie, ...headers },
      });
    },
  };
  return browser;
}

/** How a socket ended: the HTTP status of a refused upgrade, or the close code. */
export function ending(socket: WebSocket): Promise<number> {
  return new Promise((resolve) => {
    socket.on("unexpected-response", (_request, response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    socket.on("close", (code) => resolve(code));
    socket.on("error", () => undefined);
  });
}
