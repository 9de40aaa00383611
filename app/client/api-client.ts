import { z } from "zod";
import {
  FileList,
  type NodeName,
  PoolStatus,
  PreviewLink,
  SessionView,
  TerminalView,
} from "../../runtime/protocol/index.ts";
import { ApiFailure, answered, OFFLINE } from "./api-failure.ts";
import { type UploadOptions, upload } from "./upload.ts";

/** Accepts a bare list, too, so that a cached page survives a change of the answer. */
const SessionList = z.union([z.object({ sessions: z.array(SessionView) }), z.array(SessionView)]);

/** Calls the API. Rejects with ApiFailure, always with words for a person. */
export async function call(method: string, path: string, body?: unknown): Promise<Response> {
  const isBytes = body instanceof Uint8Array;
  const response = await fetch(`/api${path}`, {
    method,
    cache: "no-store",
    ...(body === undefined
      ? {}
      : {
          body: isBytes ? (body as Uint8Array<ArrayBuffer>) : JSON.stringify(body),
          headers: { "content-type": isBytes ? "application/octet-stream" : "application/json" },
        }),
  }).catch(() => {
    throw new ApiFailure(0, OFFLINE);
  });
  if (response.ok) return response;
  throw answered(response.status, await response.text().catch(() => ""));
}

/** The answer of a call, by its schema. Rejects with ApiFailure. */
export async function read<T>(schema: z.ZodType<T>, response: Promise<Response>): Promise<T> {
  const status = (await response).status;
  const parsed = schema.safeParse(await (await response).json().catch(() => undefined));
  if (parsed.success) return parsed.data;
  throw new ApiFailure(status, {
    code: "internal",
    message: "The server's answer was not understood.",
    nextStep: "Reload the page; it may be older than the server.",
  });
}

const fileQuery = (node: NodeName, path: string) => new URLSearchParams({ node, path }).toString();

/** The whole REST API as the page uses it. */
export const api = {
  pool: () => read(PoolStatus, call("GET", "/pool")),
  sessions: async () => {
    const list = await read(SessionList, call("GET", "/sessions"));
    return Array.isArray(list) ? list : list.sessions;
  },
  createSession: () => read(SessionView, call("POST", "/sessions", {})),
  session: (id: string) => read(SessionView, call("GET", `/sessions/${id}`)),
  extend: (id: string) => call("POST", `/sessions/${id}/extend`),
  retry: (id: string) => call("POST", `/sessions/${id}/retry`),
  end: (id: string) => call("DELETE", `/sessions/${id}`),
  addNode: (id: string, name?: NodeName) => call("POST", `/sessions/${id}/nodes`, name ? { name } : {}),
  removeNode: (id: string, node: NodeName) => call("DELETE", `/sessions/${id}/nodes/${node}`),
  restartNode: (id: string, node: NodeName) => call("POST", `/sessions/${id}/nodes/${node}/restart`),
  openTerminal: (id: string, node: NodeName, title?: string) =>
    read(TerminalView, call("POST", `/sessions/${id}/terminals`, { node, ...(title ? { title } : {}) })),
  renameTerminal: (id: string, terminalId: string, title: string) =>
    call("PATCH", `/sessions/${id}/terminals/${terminalId}`, { title }),
  closeTerminal: (id: string, terminalId: string) =>
    call("DELETE", `/sessions/${id}/terminals/${terminalId}`),
  listFiles: (id: string, node: NodeName, path: string) =>
    read(FileList, call("GET", `/sessions/${id}/files?${fileQuery(node, path)}`)),
  readFile: async (id: string, node: NodeName, path: string) =>
    new Uint8Array(
      await (await call("GET", `/sessions/${id}/files/content?${fileQuery(node, path)}`)).arrayBuffer(),
    ),
  writeFile: (id: string, node: NodeName, path: string, bytes: Uint8Array) =>
    call("PUT", `/sessions/${id}/files/content?${fileQuery(node, path)}`, bytes),
  uploadFile: (id: string, node: NodeName, path: string, file: Blob, options: UploadOptions) =>
    upload(`/api/sessions/${id}/files/content?${fileQuery(node, path)}`, file, options),
  deleteFile: (id: string, node: NodeName, path: string) =>
    call("DELETE", `/sessions/${id}/files?${fileQuery(node, path)}`),
  moveFile: (id: string, node: NodeName, from: string, to: string) =>
    call("POST", `/sessions/${id}/files/move`, { node, from, to }),
  makeFolder: (id: string, node: NodeName, path: string) =>
    call("POST", `/sessions/${id}/files/folders`, { node, path }),
  openPreview: (id: string, node: NodeName, port: number) =>
    read(PreviewLink, call("POST", `/sessions/${id}/previews`, { node, port })),
  downloadUrl: (id: string, node: NodeName, path: string) =>
    `/api/sessions/${id}/files/content?${fileQuery(node, path)}&download=1`,
};
