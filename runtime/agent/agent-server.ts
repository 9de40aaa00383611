import { chmodSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type WebSocket, WebSocketServer } from "ws";
import { z } from "zod";
import { AppError, errorRegistry, isAppError } from "../common/app-error.ts";
import type { Logger } from "../common/logger.ts";
import { FRAME_HEADER_BYTES, MAX_FRAME_PAYLOAD_BYTES } from "../protocol/index.ts";
import {
  type AgentMethod,
  agentMethods,
  DialTarget,
  MAX_RPC_BYTES,
  ReadFileQuery,
  TCP_UPGRADE,
  WriteFileQuery,
} from "./agent-protocol.ts";
import type { AgentService } from "./agent-service.ts";
import { serveTerminalSocket } from "./terminals/terminal-socket.ts";

/** An event listener this far behind is cut off; it connects again and is told the current state. */
const MAX_EVENTS_WAITING_BYTES = 4 * 1024 * 1024;

/** Serves the agent's protocol on a Unix socket that only its owner may open. */
export interface AgentServer {
  listen(socketPath: string): Promise<void>;
  close(): Promise<void>;
}

export function createAgentServer(options: { service: AgentService; log: Logger }): AgentServer {
  const { service, log } = options;
  const server: Server = createServer((request, response) => void serve(request, response));
  server.requestTimeout = 0;
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: FRAME_HEADER_BYTES + MAX_FRAME_PAYLOAD_BYTES,
    perMessageDeflate: false,
  });

  const problem = (error: unknown): { status: number; body: string } => {
    const known = isAppError(error)
      ? error
      : error instanceof z.ZodError
        ? new AppError("input.invalid", {
            context: { issues: error.issues.slice(0, 3).map(({ path, message }) => ({ path, message })) },
          })
        : undefined;
    if (!known) log.error({ event: "agent.request-failed", err: error });
    const told = known ?? new AppError("internal");
    const body = { code: told.code, message: told.userMessage, nextStep: told.nextStep };
    return { status: errorRegistry[told.code].status, body: JSON.stringify(body) };
  };

  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    try {
      const url = new URL(request.url ?? "/", "http://agent");
      const [, kind, name = ""] = url.pathname.split("/");
      if (kind === "rpc" && request.method === "POST") await call(name, request, response);
      else if (kind === "files" && request.method === "GET") await readFile(name, url, response);
      else if (kind === "files" && request.method === "PUT") await writeFile(name, url, request, response);
      else
        throw new AppError("input.invalid", { message: `no such call: ${request.method} ${url.pathname}` });
    } catch (error) {
      const { status, body } = problem(error);
      if (response.headersSent) return void response.destroy();
      response.writeHead(status, { "content-type": "application/json" }).end(body);
      request.resume();
    }
  };

  const answer = (response: ServerResponse, value: unknown) =>
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(value));

  const call = async (name: string, request: IncomingMessage, response: ServerResponse) => {
    if (!Object.hasOwn(agentMethods, name))
      throw new AppError("input.invalid", { message: `no such method: ${name}` });
    const method = name as AgentMethod;
    const input = agentMethods[method].input.parse(await readJson(request));
    const handle = service.handlers[method] as (given: unknown) => Promise<unknown>;
    answer(response, await handle(input));
  };

  const readFile = async (sandbox: string, url: URL, response: ServerResponse) => {
    const query = ReadFileQuery.parse({ sandboxId: sandbox, ...Object.fromEntries(url.searchParams) });
    const { sizeBytes, bytes } = await service.files.read(query.sandboxId, query.path, query.maxBytes);
    response.writeHead(200, {
      "content-type": "application/octet-stream",
      "x-size-bytes": String(sizeBytes),
    });
    await pipeline(bytes, response);
  };

  const writeFile = async (sandbox: string, url: URL, request: IncomingMessage, response: ServerResponse) => {
    const query = WriteFileQuery.parse({ sandboxId: sandbox, path: url.searchParams.get("path") });
    const sizeBytes = Number(request.headers["content-length"]);
    answer(response, await service.files.write(query.sandboxId, query.path, request, sizeBytes));
  };

  const dial = async (path: string[], socket: Duplex, head: Buffer) => {
    try {
      const target = DialTarget.parse({ sandboxId: path[0], port: path[1] });
      const stream = await service.dial(target.sandboxId, target.port);
      if (socket.destroyed) return void stream.destroy();
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: ${TCP_UPGRADE}\r\n\r\n`,
      );
      if (head.length > 0) stream.write(head);
      const end = () => {
        socket.destroy();
        stream.destroy();
      };
      stream.on("error", end).on("close", end);
      socket.on("error", end).on("close", end);
      stream.pipe(socket).pipe(stream);
    } catch (error) {
      const { status, body } = problem(error);
      socket.end(
        `HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
      );
    }
  };

  const followEvents = (socket: WebSocket) => {
    socket.on("error", () => {});
    const stop = service.follow((event) => {
      if (socket.bufferedAmount > MAX_EVENTS_WAITING_BYTES) return socket.terminate();
      socket.send(JSON.stringify(event));
    });
    socket.on("close", stop);
  };

  server.on("upgrade", (request, socket, head) => {
    socket.on("error", () => {});
    const [, kind, ...rest] = (request.url ?? "").split("?")[0]?.split("/") ?? [];
    if (kind === "dial" && request.headers.upgrade === TCP_UPGRADE) void dial(rest, socket, head);
    else if (kind === "terminals")
      sockets.handleUpgrade(request, socket, head, (link) => serveTerminalSocket(link, service.hub));
    else if (kind === "events") sockets.handleUpgrade(request, socket, head, followEvents);
    else socket.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n");
  });

  return {
    listen: (socketPath) =>
      new Promise((resolve, reject) => {
        const before = process.umask(0o177);
        server.once("error", reject);
        server.listen(socketPath, () => {
          chmodSync(socketPath, 0o600);
          resolve();
        });
        process.umask(before);
      }),
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets.clients) socket.terminate();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length;
    if (sizeBytes > MAX_RPC_BYTES) throw new AppError("input.too-large");
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch (error) {
    throw new AppError("input.invalid", { message: "not JSON", cause: error });
  }
}
