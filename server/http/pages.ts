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
  // never listens, and our router decides. (Its own upgrade handler does nothing in a custom server.)
  const carrier = createServer();
  const app = next({ dev, dir, hostname: host, port, httpServer: carrier });
  await app.prepare();
  const handle = app.getRequestHandler();
  return {
    dev,
    handle: (request, response) => handle(request, response),
    ...(dev
      ? {
          async upgrade(request, socket, head) {
            if (!carrier.emit("upgrade", request, socket, head)) socket.destroy();
          },
        }
      : {}),
    close: () => app.close(),
  };
}
