import http, { type IncomingMessage, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { isAppError } from "../../runtime/common/app-error.ts";
import type { Logger } from "../../runtime/common/logger.ts";
import { readCookie } from "../auth/cookies.ts";
import type { Machines } from "../hosts/machines.ts";
import type { SessionBook } from "../sessions/session-book.ts";
import type { SessionService } from "../sessions/session-service.ts";
import { parseEntryPath } from "./entry-path.ts";
import { forwardedHeaders, returnedHeaders } from "./preview-headers.ts";
import { type PreviewTarget, parsePreviewHost } from "./preview-host.ts";
import { ENTER_PATH, type PreviewLinks, previewCookie } from "./preview-links.ts";
import { previewPage } from "./preview-page.ts";
import { decideRetry } from "./preview-retry.ts";

export interface PreviewProxyOptions {
  machines: Machines;
  sessions: SessionService;
  book: SessionBook;
  links: PreviewLinks;
  previewDomain: string;
  secure: boolean;
  log: Logger;
}

export interface PreviewProxy {
  request(request: IncomingMessage, response: ServerResponse): Promise<void>;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void>;
}

const RETRY_MS = 100;

/** Carries requests for PORT--SANDBOX hosts to that port of that sandbox, by the agent alone, for its owner alone. */
export function createPreviewProxy(options: PreviewProxyOptions): PreviewProxy {
  const { machines, sessions, book, links, previewDomain, secure, log } = options;
  // Browsers take a Secure cookie over http on *.localhost, and need None to send it from inside the session's page.
  const framed = secure || previewDomain === "localhost" || previewDomain.endsWith(".localhost");
  const cookieName = previewCookie(framed);

  function answer(
    response: ServerResponse,
    status: number,
    title: string,
    text: string,
    againSeconds?: number,
  ): void {
    if (response.headersSent) return void response.destroy();
    response.writeHead(status, {
      "Content-Type": "text/html; charset=utf-8",
      "Cache-Control": "no-store",
      "X-Content-Type-Options": "nosniff",
      "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    });
    response.end(previewPage(title, text, againSeconds));
  }

  async function allowed(request: IncomingMessage, target: PreviewTarget): Promise<boolean> {
    const visitor = await links.visitor(readCookie(request.headers.cookie, cookieName), target);
    const found = book.findNode(target.sandboxId);
    if (found?.live.record.state !== "ready" || found.live.record.learnerId !== visitor) return false;
    // Who looks at a preview in a tab of its own is there, too.
    sessions.touch(found.live);
    return true;
  }

  async function enter(
    request: IncomingMessage,
    response: ServerResponse,
    target: PreviewTarget,
  ): Promise<void> {
    const asked = new URL(request.url ?? "/", "http://preview").searchParams;
    const visit = await links.enter(asked.get("token") ?? "", target);
    if (!visit)
      return answer(
        response,
        403,
        "This link is used up",
        "Open the preview again from your session's page.",
      );
    const attributes = framed ? "SameSite=None; Secure; Partitioned" : "SameSite=Lax";
    response.writeHead(302, {
      "Set-Cookie": `${cookieName}=${visit}; Path=/; HttpOnly; ${attributes}`,
      "Cache-Control": "no-store",
      "Referrer-Policy": "no-referrer",
      Location: parseEntryPath(asked.get("path")),
    });
    response.end();
  }

  async function forward(request: IncomingMessage, target: PreviewTarget): Promise<http.ClientRequest> {
    const stream = await machines.require().agent.dial(target.sandboxId, target.port);
    return http.request({
      createConnection: () => stream,
      method: request.method ?? "GET",
      path: request.url ?? "/",
      headers: forwardedHeaders(request, secure),
      setHost: false,
    });
  }

  /** Hands the sandbox's answer on. Whatever it is, it was made by the sandbox. */
  function handOn(incoming: IncomingMessage, response: ServerResponse): boolean {
    try {
      const status = incoming.statusCode ?? 0;
      if (status < 200) return false;
      response.writeHead(status, returnedHeaders(incoming.headers, framed));
    } catch {
      return false;
    }
    // A stream of events has a head long before its first event.
    response.flushHeaders();
    incoming.on("error", () => response.destroy());
    incoming.pipe(response);
    return true;
  }

  async function relay(
    request: IncomingMessage,
    response: ServerResponse,
    target: PreviewTarget,
  ): Promise<void> {
    const startedAtMs = performance.now();
    const method = request.method ?? "GET";
    const hasBody =
      request.headers["transfer-encoding"] !== undefined ||
      Number(request.headers["content-length"] ?? 0) > 0;
    let current: http.ClientRequest | undefined;
    const refuse = (title: string, text: string, againSeconds?: number) =>
      answer(response, 502, title, text, againSeconds);
    const notHttp = () =>
      refuse(
        `What answers on port ${target.port} does not speak HTTP`,
        "A preview shows web servers. Reach this one from a terminal.",
      );

    const attempt = async (): Promise<void> => {
      try {
        const outgoing = await forward(request, target);
        if (response.destroyed) return void outgoing.destroy();
        current = outgoing;
        outgoing.on("response", (incoming) => {
          if (handOn(incoming, response)) return;
          outgoing.destroy();
          notHttp();
        });
        outgoing.on("error", (error: NodeJS.ErrnoException) => {
          if (response.headersSent) return void response.destroy();
          if (response.destroyed) return;
          const sinceFirstMs = performance.now() - startedAtMs;
          if (decideRetry({ method, hasBody, errorCode: error.code, sinceFirstMs }))
            return void setTimeout(attempt, RETRY_MS);
          if (error.code?.startsWith("HPE_")) notHttp();
          else silent();
        });
        if (hasBody) request.pipe(outgoing);
        else outgoing.end();
      } catch (error) {
        if (!isAppError(error))
          log.warn({ event: "preview.failed", sandboxId: target.sandboxId, err: error });
        silent();
      }
    };
    const silent = () =>
      refuse(
        `Nothing answers on port ${target.port}`,
        "Start a server on it: this page tries again by itself.",
        2,
      );
    response.on("close", () => current?.destroy());
    if (!hasBody) request.resume();
    await attempt();
  }

  return {
    async request(request, response) {
      const target = parsePreviewHost(request.headers.host, previewDomain);
      if (!target) return answer(response, 404, "No such preview", "Open it from your session's page.");
      if (request.url?.startsWith(`${ENTER_PATH}?`)) return enter(request, response, target);
      if (!(await allowed(request, target))) {
        return answer(
          response,
          403,
          "This preview is not open here",
          "Open it from your own session's page.",
        );
      }
      await relay(request, response, target);
    },
    async upgrade(request, socket, head) {
      const refuse = (status: string) =>
        socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      const target = parsePreviewHost(request.headers.host, previewDomain);
      if (!target) return void refuse("404 Not Found");
      // A socket is not bound by CORS: another site's page must not ride on the visitor's cookie.
      const { origin, host } = request.headers;
      const sameOrigin = origin === undefined || URL.parse(origin)?.host === host;
      if (!sameOrigin || !(await allowed(request, target))) return void refuse("403 Forbidden");
      try {
        const outgoing = await forward(request, target);
        outgoing.on("error", () => refuse("502 Bad Gateway"));
        outgoing.on("response", (incoming) => {
          refuse(`${incoming.statusCode ?? 502} ${incoming.statusMessage ?? ""}`);
          incoming.resume();
        });
        outgoing.on("upgrade", (incoming, upstream: Duplex, first) => {
          const lines = Object.entries({
            ...returnedHeaders(incoming.headers, framed),
            connection: "Upgrade",
          }).flatMap(([name, value]) => [value ?? []].flat().map((one) => `${name}: ${one}\r\n`));
          socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join("")}\r\n`);
          if (first.length > 0) socket.write(first);
          if (head.length > 0) upstream.write(head);
          upstream.pipe(socket).pipe(upstream);
          upstream.on("error", () => socket.destroy()).on("close", () => socket.destroy());
          socket.on("close", () => upstream.destroy());
        });
        socket.on("close", () => outgoing.destroy());
        outgoing.end();
      } catch {
        refuse("502 Bad Gateway");
      }
    },
  };
}
