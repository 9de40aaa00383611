import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import type { Server as NetServer } from "node:net";
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

/** In the place of the registry's own words for an image that is not there: docker shows it to whoever asked. */
export const UNKNOWN_IMAGE = JSON.stringify({
  errors: [
    {
      code: "MANIFEST_UNKNOWN",
      message: "this playground has no image of that name and tag. See what it has: docker search WORD",
    },
  ],
});

/** An engine pulls three layers at a time, and a learner may pull, build and push at once. */
const CONNECTIONS_PER_SANDBOX = 32;

/** No sandbox can take all connections from its neighbours, however large the class: the bridge vouches for its address. */
export function limitPerSandbox(server: NetServer): void {
  const open = new Map<string, number>();
  server.on("connection", (socket) => {
    const from = socket.remoteAddress ?? "";
    const before = open.get(from) ?? 0;
    if (before >= CONNECTIONS_PER_SANDBOX) return void socket.destroy();
    open.set(from, before + 1);
    socket.once("close", () => {
      const left = (open.get(from) ?? 1) - 1;
      if (left > 0) open.set(from, left);
      else open.delete(from);
    });
  });
}

/**
 * Passes on to the shelf's registry what is read of it: GET and HEAD, and nothing of a request but its path and the headers
 * that say what is wanted of it.
 */
export function createShelfReader(shelf: { host: string; port: number }) {
  return (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    const { method = "GET", url: path = "/", headers } = incoming;
    const refuse = (status: number, body: string) =>
      outgoing.writeHead(status, { "content-type": "application/json" }).end(body);
    if (method !== "GET" && method !== "HEAD") {
      incoming.resume();
      outgoing.setHeader("connection", "close");
      return void refuse(403, PUSH_REFUSAL);
    }
    const passed = Object.fromEntries(
      ["accept", "range", "if-none-match", "user-agent"].flatMap((name) =>
        headers[name] === undefined ? [] : [[name, headers[name]]],
      ),
    );
    const asked = request({ ...shelf, method, path, headers: passed }, (answer) => {
      if (answer.statusCode === 404 && path.includes("/manifests/")) {
        answer.resume();
        return void refuse(404, UNKNOWN_IMAGE);
      }
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      pipeline(answer, outgoing, () => undefined);
    });
    asked.on("error", () => {
      if (outgoing.headersSent) outgoing.destroy();
      else outgoing.writeHead(503, { "retry-after": "1" }).end();
    });
    outgoing.on("close", () => asked.destroy());
    asked.end();
  };
}

/** Serves the shelf's registry to sandboxes, for reading only. Anything in the machine's sandboxes may call it. */
export function createMirror(shelf: { host: string; port: number }): Server {
  const server = createServer(createShelfReader(shelf));
  limitPerSandbox(server);
  return server;
}
