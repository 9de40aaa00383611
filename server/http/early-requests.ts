import type { IncomingMessage, Server, ServerResponse } from "node:http";

/** A page that reloads while its server starts asks for some dozens at once. */
const MAX_HELD = 1000;

/**
 * The port is held before the pages are ready (they want to know it): who comes that early waits. Past a thousand they are told
 * to come again. `release` hands those that wait to the server's new listeners, in their order.
 */
export function holdEarlyRequests(server: Server): { release(): void } {
  const held: { request: IncomingMessage; response: ServerResponse }[] = [];
  const hold = (request: IncomingMessage, response: ServerResponse) => {
    if (held.length < MAX_HELD) held.push({ request, response });
    else response.writeHead(503, { "Retry-After": "1", Connection: "close" }).end("Slipway is starting.\n");
  };
  server.on("request", hold);
  return {
    release() {
      server.off("request", hold);
      for (const { request, response } of held) {
        if (!response.destroyed) server.emit("request", request, response);
      }
    },
  };
}
