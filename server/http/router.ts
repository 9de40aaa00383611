import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { Logger } from "../../runtime/common/logger.ts";
import type { Learners } from "../auth/learners.ts";
import { isPreviewDomain } from "../previews/preview-host.ts";
import type { PreviewProxy } from "../previews/preview-proxy.ts";
import type { Gateway } from "../terminals/gateway.ts";
import type { Pages } from "./pages.ts";

export interface RouterOptions {
  server: Server;
  api: (request: IncomingMessage, response: ServerResponse) => void;
  pages: Pages;
  previews: PreviewProxy;
  gateway: Gateway;
  learners: Learners;
  previewDomain: string;
  log: Logger;
}

/** The one router of requests and upgrades: previews by host, then the API, sockets and pages by path. */
export function attachRouter({
  server,
  api,
  pages,
  previews,
  gateway,
  learners,
  previewDomain,
  log,
}: RouterOptions): void {
  const failed = (what: string, response: ServerResponse) => (error: unknown) => {
    log.error({ event: "request.failed", what, err: error });
    if (!response.headersSent) response.writeHead(500, { "Content-Type": "text/plain" });
    response.end();
  };
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    const { url = "/" } = request;
    if (isPreviewDomain(request.headers.host, previewDomain)) {
      previews.request(request, response).catch(failed("preview", response));
    } else if (url === "/api" || url.startsWith("/api/") || url.startsWith("/api?")) {
      api(request, response);
    } else {
      const asset = url.startsWith("/_next/");
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
    if (isPreviewDomain(request.headers.host, previewDomain)) {
      previews.upgrade(request, socket, head).catch(drop);
    } else if (gateway.upgrade(request, socket, head)) {
      return;
    } else if (pages.upgrade && request.url?.startsWith("/_next/")) {
      pages.upgrade(request, socket, head).catch(drop);
    } else {
      socket.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    }
  });
}
