import { type IncomingMessage, type OutgoingHttpHeaders, request } from "node:http";
import type { Duplex, Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { AppError, type ErrorCode, errorRegistry } from "../common/app-error.ts";
import { AgentProblem, TCP_UPGRADE } from "./agent-protocol.ts";

/** HTTP over the agent's Unix socket. What the agent refuses comes as its AppError; when it is away, agent.unreachable. */
export interface AgentTransport {
  /** The answer's body is unread. */
  send(
    method: string,
    path: string,
    body?: Readable | Uint8Array,
    headers?: OutgoingHttpHeaders,
  ): Promise<IncomingMessage>;
  upgrade(path: string): Promise<Duplex>;
}

/** Reads a whole answer; the agent is ours, its answers are bounded by it. */
export async function readAnswer(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
  } catch (error) {
    throw unreachable(error);
  }
  return Buffer.concat(chunks).toString("utf8");
}

const unreachable = (cause: unknown) => new AppError("agent.unreachable", { cause });

async function refusal(response: IncomingMessage): Promise<AppError> {
  const text = await readAnswer(response);
  try {
    const { code, message, nextStep } = AgentProblem.parse(JSON.parse(text));
    if (Object.hasOwn(errorRegistry, code))
      return new AppError(code as ErrorCode, { userMessage: message, nextStep });
  } catch {}
  return new AppError("internal", { message: `agent answered ${response.statusCode}` });
}

export function createAgentTransport(socketPath: string): AgentTransport {
  return {
    send: (method, path, body, headers) =>
      new Promise((resolve, reject) => {
        const sizeHeader = body instanceof Uint8Array ? { "content-length": body.length } : {};
        const call = request({
          socketPath,
          method,
          path,
          agent: false,
          headers: { ...headers, ...sizeHeader },
        });
        call.once("error", (error) => reject(unreachable(error)));
        call.once("response", (response) => {
          if (response.statusCode === 200) resolve(response);
          else refusal(response).then(reject, reject);
        });
        if (body === undefined || body instanceof Uint8Array) call.end(body);
        else {
          pipeline(body, call).catch((error: unknown) => {
            call.destroy();
            reject(unreachable(error));
          });
        }
      }),
    upgrade: (path) =>
      new Promise((resolve, reject) => {
        const call = request({
          socketPath,
          path,
          agent: false,
          headers: { connection: "Upgrade", upgrade: TCP_UPGRADE },
        });
        call.once("error", (error) => reject(unreachable(error)));
        call.once("response", (response) => refusal(response).then(reject, reject));
        call.once("upgrade", (_response, socket, head) => {
          if (head.length > 0) socket.unshift(head);
          socket.on("error", () => {});
          resolve(socket);
        });
        call.end();
      }),
  };
}
