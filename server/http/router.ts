import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { AppError } from "../../runtime/common/app-error.ts";
import type { Logger } from "../../runtime/common/logger.ts";
import { isOwnHost, type OwnNames } from "../auth/hosts.ts";
import type { Learners } from "../auth/learners.ts";
import { isPreviewDomain } from "../previews/preview-host.ts";
import type { PreviewProxy } from "../previews/preview-proxy.ts";
import type { Gateway } from "../terminals/gateway.ts";
import type { Pages } from "./pages.ts";
import { toProblem } from "./problem.ts";

export interface RouterOptions {
  server: Server;
  api: (request: IncomingMessage, response: ServerResponse) => void;
  pages: Pages;
  previews: PreviewProxy;
  gateway: Gateway;
  learners: Learners;
  previewDomain: string;
  names: OwnNames;
  /** Of every page and asset. */
  headers: Record<string, string>;
  log: Logger;
}

/** Only plain paths: `//host`, a backslash or a whole address could be taken for another place further in. */
const isPlainPath = (url: string) => /^\/(?![/\\])[^\\]*$/.test(url);

/** The one router of requests and upgrades: previews by host, then the API, sockets and pages by path. */
export function attachRouter({
  server,
  api,
  pages,
  previews,
  gateway,
  learners,
  previewDomain,
  names,
  headers,
  log,
}: RouterOptions): void {
  const refuse = (response: ServerResponse, error: AppError) => {
    const body = toProblem(error);
    response.writeHead(body.status, { "Content-Type": "application/problem+json", Connection: "close" });
    response.end(JSON.stringify(body));
  };
  const failed = (what: string, response: ServerResponse) => (error: unknown) => {
    log.error({ event: "request.failed", what, err: error });
    if (!response.headersSent) response.writeHead(500, { "Content-Type": "text/plain" });
    response.end();
  };
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    const { url = "/" } = request;
    if (!isPlainPath(url)) {
      refuse(response, new AppError("input.invalid", { userMessage: "The address cannot be read." }));
    } else if (isPreviewDomain(request.headers.host, previewDomain)) {
      previews.request(request, response).catch(failed("preview", response));
    } else if (!isOwnHost(request.headers.host, names)) {
      refuse(response, new AppError("auth.host"));
    } else if (url === "/api" || url.startsWith("/api/") || url.startsWith("/api?")) {
      api(request, response);
    } else {
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
      const asset = url.startsWith("/_next/");
      // A page comes with its reader's identity: no cache between may keep it for another.
      if (!asset) response.setHeader("Cache-Control", "private, no-cache");
      const known = asset ? Promise.resolve() : learners.ensure(request, response);
      known.then(() => pages.handle(request, response)).catch(failed("page", response));
    }
  });
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on("error", () => socket.destroy());
    const drop = (error: unknown) => {
      log.warn({ event: "upgrade.failed", err: error });
      socket.destroy();
    };
    const end = (status: string) =>
      socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    if (!isPlainPath(request.url ?? "")) {
      end("400 Bad Request");
    } else if (isPreviewDomain(request.headers.host, previewDomain)) {
      previews.upgrade(request, socket, head).catch(drop);
    } else if (!isOwnHost(request.headers.host, names)) {
      end("421 Misdirected Request");
    } else if (gateway.upgrade(request, socket, head)) {
      return;
    } else if (pages.upgrade && request.url?.startsWith("/_next/")) {
      pages.upgrade(request, socket, head).catch(drop);
    } else {
      end("404 Not Found");
    }
  });
}
