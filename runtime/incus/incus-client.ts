import { Agent, request } from "undici";
import WebSocket from "ws";
import { z } from "zod";
import { connectionFailure, incusFailure } from "./incus-failure.ts";
import { Envelope, Operation } from "./incus-schemas.ts";

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export interface CallOptions {
  body?: unknown;
  query?: Record<string, string>;
  /** Another project than the client's. */
  project?: string;
  /** Without an answer in this time the call rejects; 30 s unless given. */
  timeoutMs?: number;
}

/** The Incus REST API over its Unix socket, in one project. Every method rejects with AppError. */
export interface IncusClient {
  /** A synchronous call; `path` is below /1.0. The answer's metadata, checked. */
  call<T>(method: Method, path: string, schema: z.ZodType<T>, options?: CallOptions): Promise<T>;
  /** An asynchronous call, awaited until its work is done (or, where Incus answers at once, until then). */
  run(method: Method, path: string, options?: CallOptions): Promise<void>;
  /** An asynchronous call, begun and not awaited. */
  begin(method: Method, path: string, options?: CallOptions): Promise<Operation>;
  /** Resolves with the operation when it has ended, failed ones included; with no time limit unless timeoutMs is given. */
  waitFor(operationId: string, timeoutMs?: number): Promise<Operation>;
  /** Resolves once the socket is open, paused: resume it when its listeners are attached. */
  openSocket(path: string, query: Record<string, string>): Promise<WebSocket>;
  dispose(): void;
}

const CALL_TIMEOUT_MS = 30_000;
const WORK_TIMEOUT_MS = 120_000;
const FAILURE_CODE = 400;

export function createIncusClient(options: { socketPath: string; project: string }): IncusClient {
  const { socketPath } = options;
  const agent = new Agent({ connect: { socketPath }, headersTimeout: 0, bodyTimeout: 0 });

  const target = (path: string, query: Record<string, string>, project = options.project) =>
    `/1.0${path}?${new URLSearchParams({ ...query, project })}`;

  const send = async (method: Method, path: string, call: CallOptions, timeoutMs?: number) => {
    const what = `${method} ${path}`;
    try {
      const response = await request(`http://incus${target(path, call.query ?? {}, call.project)}`, {
        method,
        dispatcher: agent,
        ...(call.body === undefined
          ? {}
          : { body: JSON.stringify(call.body), headers: { "content-type": "application/json" } }),
        ...(timeoutMs === undefined ? {} : { signal: AbortSignal.timeout(timeoutMs) }),
      });
      const envelope = Envelope.parse(await response.body.json());
      if (envelope.type === "error") {
        throw incusFailure(
          what,
          envelope.error_code ?? response.statusCode,
          envelope.error ?? "no reason given",
        );
      }
      return envelope;
    } catch (error) {
      throw connectionFailure(what, error);
    }
  };

  const parse = <T>(what: string, schema: z.ZodType<T>, value: unknown): T => {
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    throw incusFailure(what, 500, `unexpected answer: ${z.prettifyError(parsed.error)}`);
  };

  const waitFor = async (operationId: string, timeoutMs?: number) => {
    const path = `/operations/${operationId}/wait`;
    return parse(path, Operation, (await send("GET", path, {}, timeoutMs)).metadata);
  };

  return {
    waitFor,
    async call(method, path, schema, call = {}) {
      const envelope = await send(method, path, call, call.timeoutMs ?? CALL_TIMEOUT_MS);
      return parse(`${method} ${path}`, schema, envelope.metadata);
    },
    async run(method, path, call = {}) {
      const timeoutMs = call.timeoutMs ?? WORK_TIMEOUT_MS;
      const envelope = await send(method, path, call, timeoutMs);
      if (envelope.type !== "async") return;
      const begun = parse(path, Operation, envelope.metadata);
      const ended = await waitFor(begun.id, timeoutMs);
      if (ended.status_code >= FAILURE_CODE)
        throw incusFailure(`${method} ${path}`, ended.status_code, ended.err);
    },
    async begin(method, path, call = {}) {
      const envelope = await send(method, path, call, call.timeoutMs ?? CALL_TIMEOUT_MS);
      return parse(`${method} ${path}`, Operation, envelope.metadata);
    },
    openSocket(path, query) {
      const socket = new WebSocket(`ws+unix:${socketPath}:${target(path, query)}`, {
        perMessageDeflate: false,
        handshakeTimeout: CALL_TIMEOUT_MS,
        skipUTF8Validation: true,
        // Incus pings and does not wait for a pong. To send one to an Incus that has said all and closed would be an error of the
        // connection, and what of its last words is still unread would be lost with it.
        autoPong: false,
      });
      socket.binaryType = "nodebuffer";
      return new Promise((resolve, reject) => {
        socket.once("open", () => {
          // Nothing may arrive before its reader has attached.
          socket.pause();
          resolve(socket);
        });
        socket.once("error", (error) => reject(connectionFailure(`socket ${path}`, error)));
      });
    },
    dispose() {
      void agent.destroy();
    },
  };
}
