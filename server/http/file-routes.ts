import { Readable } from "node:stream";
import type { FastifyInstance, FastifyReply } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { AppError } from "../../runtime/common/app-error.ts";
import {
  FileEntry,
  FileList,
  FileQuery,
  type LearnerId,
  MAX_EDITOR_FILE_BYTES,
  MAX_UPLOAD_BYTES,
  MakeFolder,
  MoveFile,
  type NodeName,
  SessionId,
} from "../../runtime/protocol/index.ts";
import type { Services } from "../services.ts";

/** A download may be as large as a sandbox's disk. */
const MAX_DOWNLOAD_BYTES = 64 * 1024 ** 3;

const ById = z.object({ id: SessionId });
const ContentQuery = FileQuery.extend({ download: z.enum(["0", "1"]).optional() });
const Bytes = z.unknown().describe("The bytes");
const Nothing = z.null().describe("Nothing");

/** `attachment`, with a name that holds no quote, path or control character in its plain form. */
export function disposition(path: string): string {
  const name = path.split("/").at(-1) || "file";
  const plain = name.replace(/[^A-Za-z0-9._ -]/g, "_");
  return `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`)}`;
}

/** Files of a sandbox, carried by the agent; nothing of them is ever shown as a page of ours. */
export async function fileRoutes(
  plain: FastifyInstance,
  { services }: { services: Services },
): Promise<void> {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  async function at(learnerId: LearnerId, sessionId: SessionId, name: NodeName) {
    const live = await services.sessions.own(learnerId, sessionId);
    if (live.record.state !== "ready") throw new AppError("session.not-ready");
    const node = live.record.nodes.find((one) => one.name === name);
    if (!node) throw new AppError("node.not-found");
    services.sessions.touch(live);
    return { agent: services.machines.require().agent, sandboxId: node.sandboxId };
  }
  const done = (reply: FastifyReply) => reply.code(204).send(null);

  app.get(
    "/api/sessions/:id/files",
    { schema: { summary: "A folder", params: ById, querystring: FileQuery, response: { 200: FileList } } },
    async ({ learnerId, params, query }) => {
      const { agent, sandboxId } = await at(learnerId, params.id, query.node);
      return { path: query.path, ...(await agent.listFiles(sandboxId, query.path)) };
    },
  );
  app.get(
    "/api/sessions/:id/files/content",
    {
      // A HEAD would read the whole file to throw it away.
      exposeHeadRoute: false,
      schema: {
        summary: "A file's bytes",
        params: ById,
        querystring: ContentQuery,
        produces: ["application/octet-stream", "text/plain"],
        response: { 200: Bytes },
      },
    },
    async ({ learnerId, params, query }, reply) => {
      const { agent, sandboxId } = await at(learnerId, params.id, query.node);
      const download = query.download === "1";
      const maxBytes = download ? MAX_DOWNLOAD_BYTES : MAX_EDITOR_FILE_BYTES;
      const bytes = await agent.readFile(sandboxId, query.path, maxBytes);
      return reply
        .header("Content-Disposition", disposition(query.path))
        .header("Content-Security-Policy", "sandbox; default-src 'none'")
        .header("Cache-Control", "no-store")
        .type(download ? "application/octet-stream" : "text/plain; charset=utf-8")
        .send(bytes);
    },
  );
  await plain.register(async (inner) => {
    // In here every body is bytes, whatever type the browser gives the file.
    inner.removeAllContentTypeParsers();
    inner.addContentTypeParser("*", (_request, payload, done) => done(null, payload));
    inner.withTypeProvider<ZodTypeProvider>().put(
      "/api/sessions/:id/files/content",
      {
        bodyLimit: MAX_UPLOAD_BYTES,
        schema: {
          summary: "Write a file",
          params: ById,
          querystring: FileQuery,
          consumes: ["application/octet-stream"],
          body: Bytes,
          response: { 200: FileEntry },
        },
      },
      async ({ learnerId, params, query, headers, body }, reply) => {
        const { agent, sandboxId } = await at(learnerId, params.id, query.node);
        const sizeBytes = Number(headers["content-length"]);
        if (Number.isNaN(sizeBytes)) {
          throw new AppError("input.invalid", { userMessage: "An upload must say its length beforehand." });
        }
        if (sizeBytes > MAX_UPLOAD_BYTES) {
          // Nobody waits for all that to come.
          void reply.header("Connection", "close");
          throw new AppError("input.too-large");
        }
        // Passed on as it comes: one that breaks off leaves the old file as it was.
        const bytes = body instanceof Readable ? body : new Uint8Array(0);
        return agent.writeFile(sandboxId, query.path, bytes, sizeBytes);
      },
    );
  });
  app.delete(
    "/api/sessions/:id/files",
    { schema: { summary: "Delete", params: ById, querystring: FileQuery, response: { 204: Nothing } } },
    async ({ learnerId, params, query }, reply) => {
      const { agent, sandboxId } = await at(learnerId, params.id, query.node);
      await agent.deleteFile(sandboxId, query.path);
      return done(reply);
    },
  );
  app.post(
    "/api/sessions/:id/files/move",
    { schema: { summary: "Move or rename", params: ById, body: MoveFile, response: { 204: Nothing } } },
    async ({ learnerId, params, body }, reply) => {
      const { agent, sandboxId } = await at(learnerId, params.id, body.node);
      await agent.moveFile(sandboxId, body.from, body.to);
      return done(reply);
    },
  );
  app.post(
    "/api/sessions/:id/files/folders",
    { schema: { summary: "Make a folder", params: ById, body: MakeFolder, response: { 204: Nothing } } },
    async ({ learnerId, params, body }, reply) => {
      const { agent, sandboxId } = await at(learnerId, params.id, body.node);
      await agent.makeFolder(sandboxId, body.path);
      return done(reply);
    },
  );
}
