import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { fileURLToPath } from "node:url";
import next from "next";

/** What a person sees, and in development its hot reload. */
export interface Pages {
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  upgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => Promise<void>;
  /** Whether pages change under the reader's eyes. */
  dev: boolean;
  close(): Promise<void>;
}

/** Next in this process. Built pages are needed unless `dev`. */
export async function createNextPages({
  dev,
  host,
  port,
}: {
  dev: boolean;
  host: string;
  port: number;
}): Promise<Pages> {
  const dir = fileURLToPath(new URL("../..", import.meta.url));
  // Next hangs a listener for upgrades on the server it is given and leaves unknown sockets open: it gets one that
  // never listens, and our router decides.
  const app = next({ dev, dir, hostname: host, port, httpServer: createServer() });
  await app.prepare();
  const handle = app.getRequestHandler();
  const hotReload = app.getUpgradeHandler();
  return {
    dev,
    handle: (request, response) => handle(request, response),
    ...(dev ? { upgrade: (request, socket, head) => hotReload(request, socket, head) } : {}),
    close: () => app.close(),
  };
}
