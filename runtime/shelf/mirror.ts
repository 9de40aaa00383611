import { createServer, request, type Server } from "node:http";
import { pipeline } from "node:stream";

/** What a registry's client is told so that it gives up at once: docker tries any other refusal five times, for a minute. */
export const PUSH_REFUSAL = JSON.stringify({
  errors: [
    {
      code: "DENIED",
      message:
        "this registry only serves images: push to registry:5001 instead, as in registry:5001/NAME:TAG",
    },
  ],
});

/**
 * Serves the shelf's registry to sandboxes, for reading only. Anything in the machine's sandboxes may call it; it passes on
 * GET and HEAD, and nothing of a request but its path and the headers that say what is wanted of it.
 */
export function createMirror(shelf: { host: string; port: number }): Server {
  const server = createServer((incoming, outgoing) => {
    const { method = "GET", url: path, headers } = incoming;
    if (method !== "GET" && method !== "HEAD") {
      incoming.resume();
      outgoing.writeHead(403, { "content-type": "application/json", connection: "close" });
      return void outgoing.end(PUSH_REFUSAL);
    }
    const passed = Object.fromEntries(
      ["accept", "range", "if-none-match", "user-agent"].flatMap((name) =>
        headers[name] === undefined ? [] : [[name, headers[name]]],
      ),
    );
    const asked = request({ ...shelf, method, path, headers: passed }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      pipeline(answer, outgoing, () => undefined);
    });
    asked.on("error", () => {
      if (outgoing.headersSent) outgoing.destroy();
      else outgoing.writeHead(503, { "retry-after": "1" }).end();
    });
    outgoing.on("close", () => asked.destroy());
    asked.end();
  });
  server.maxConnections = 256;
  return server;
}
