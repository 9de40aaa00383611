import { existsSync } from "node:fs";
import { Agent, type FormData, request } from "undici";
import { z } from "zod";
import { AppError } from "../common/app-error.ts";
import { despiteVanished } from "./vanished-interface.ts";

const Answer = z.object({
  type: z.enum(["sync", "async", "error"]),
  error: z.string().optional(),
  error_code: z.number().optional(),
  operation: z.string().optional(),
  metadata: z.unknown().optional(),
});
const Operation = z.object({ status_code: z.number(), err: z.string().optional() });

/** The few calls that set-up makes of the Incus API: pools, projects, networks, images, templates. */
export interface IncusAdmin {
  readonly socket: string;
  /** Resolves with the answer's metadata, after an asynchronous operation has ended. Rejects with setup.failed. */
  call(method: string, path: string, body?: unknown): Promise<unknown>;
  /** As call with GET; undefined when absent. */
  find(path: string): Promise<unknown | undefined>;
  /** As call with POST; files in the form are streamed. */
  upload(path: string, form: FormData): Promise<unknown>;
  dispose(): Promise<void>;
}

export function createIncusAdmin(options: { socket: string }): IncusAdmin {
  const agent = new Agent({ connect: { socketPath: options.socket }, headersTimeout: 0, bodyTimeout: 0 });

  const send = async (method: string, path: string, body?: string | FormData) => {
    const answer = await request(`http://incus${path}`, {
      dispatcher: agent,
      method: method as "GET",
      ...(body === undefined ? {} : { body }),
      ...(typeof body === "string" ? { headers: { "content-type": "application/json" } } : {}),
    });
    const text = await answer.body.text();
    return Answer.parse(text ? JSON.parse(text) : { type: "sync" });
  };

  const finish = async (path: string, answer: z.infer<typeof Answer>): Promise<unknown> => {
    if (answer.type === "error") throw failed(path, answer.error ?? "", answer.error_code);
    if (answer.type !== "async" || !answer.operation) return answer.metadata;
    const waited = await send("GET", `${answer.operation}/wait?timeout=-1`);
    if (waited.type === "error") throw failed(path, waited.error ?? "the operation is gone");
    const operation = Operation.parse(waited.metadata);
    if (operation.status_code !== 200)
      throw failed(path, operation.err ?? waited.error ?? "operation failed");
    return waited.metadata;
  };

  return {
    socket: options.socket,
    async call(method, path, body) {
      const work = async () =>
        finish(path, await send(method, path, body === undefined ? undefined : JSON.stringify(body)));
      return path.startsWith("/1.0/networks") && method !== "GET" ? despiteVanished(work) : work();
    },
    async find(path) {
      const answer = await send("GET", path);
      return answer.type === "error" && answer.error_code === 404 ? undefined : finish(path, answer);
    },
    async upload(path, form) {
      return finish(path, await send("POST", path, form));
    },
    dispose: () => agent.close(),
  };
}

function failed(path: string, detail: string, code?: number): AppError {
  return new AppError("setup.failed", {
    message: `Incus ${path}: ${detail}`,
    userMessage: `The engine of the pool refused ${path}: ${detail}`,
    context: { code },
  });
}

/** Whether an Incus answers on this socket, within so long; at once where nothing listens. */
export async function incusAnswers(socket: string, patienceMs = 3000): Promise<boolean> {
  if (!existsSync(socket)) return false;
  const agent = new Agent({ connect: { socketPath: socket }, headersTimeout: patienceMs });
  try {
    return (await request("http://incus/1.0", { dispatcher: agent })).statusCode === 200;
  } catch {
    return false;
  } finally {
    await agent.destroy();
  }
}
