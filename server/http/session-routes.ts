import type { FastifyInstance, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { AppError } from "../../runtime/common/app-error.ts";
import {
  AddNode,
  CreateSession,
  NodeName,
  OpenPreview,
  OpenTerminal,
  PreviewLink,
  RenameTerminal,
  SessionId,
  SessionView,
  TerminalId,
  TerminalView,
} from "../../runtime/protocol/index.ts";
import { addressKey } from "../auth/address-key.ts";
import type { Services } from "../services.ts";

const ById = z.object({ id: SessionId });
const ByNode = z.object({ id: SessionId, node: NodeName });
const ByTerminal = z.object({ id: SessionId, terminalId: TerminalId });
const Nothing = z.null().describe("Nothing");
const MINUTE_MS = 60_000;
/** A browser that keeps its cookie may press Start often; whoever comes without one is counted by address. */
const startLimit = {
  rateLimit: { max: ({ isKnown }: FastifyRequest) => (isKnown ? 30 : 10), timeWindow: MINUTE_MS },
};
/**
 * A class of 300 behind one address presses Start in the same minute, some of them twice. Cookies are free, so this is all
 * that stands before a script that collects them, but for the pool's size, the queue's length and what each person may have.
 */
const STARTS_PER_ADDRESS = 600;

/** Sessions, their nodes, terminals and preview links. */
export async function sessionRoutes(
  plain: FastifyInstance,
  { services }: { services: Services },
): Promise<void> {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const { sessions, nodes, terminals, previewLinks } = services;
  // A POST without a body is an empty object: every field has a default.
  app.addHook("preValidation", async (request) => {
    if (request.method === "POST") request.body ??= {};
  });

  const countAddress = plain.createRateLimit({
    max: STARTS_PER_ADDRESS,
    timeWindow: MINUTE_MS,
    keyGenerator: ({ ip }) => `start ${addressKey(ip)}`,
  });
  app.post(
    "/api/sessions",
    {
      config: startLimit,
      preHandler: async (request) => {
        const count = await countAddress(request);
        if (!count.isAllowed && count.isExceeded) throw new AppError("limit.rate");
      },
      schema: { summary: "Start a session", body: CreateSession, response: { 201: SessionView } },
    },
    async (request, reply) =>
      reply.code(201).send(await sessions.create(request.learnerId, request.body.egress)),
  );
  app.get(
    "/api/sessions",
    { schema: { summary: "My sessions", response: { 200: z.array(SessionView) } } },
    async (request) => sessions.list(request.learnerId),
  );
  app.get(
    "/api/sessions/:id",
    { schema: { summary: "One session", params: ById, response: { 200: SessionView } } },
    async (request) => sessions.view(request.learnerId, request.params.id),
  );
  app.post(
    "/api/sessions/:id/extend",
    { schema: { summary: "Have more time", params: ById, response: { 200: SessionView } } },
    async (request) => sessions.extend(request.learnerId, request.params.id),
  );
  app.post(
    "/api/sessions/:id/retry",
    { schema: { summary: "Prepare a failed session anew", params: ById, response: { 200: SessionView } } },
    async (request) => sessions.retry(request.learnerId, request.params.id),
  );
  app.delete(
    "/api/sessions/:id",
    { schema: { summary: "End a session", params: ById, response: { 204: Nothing } } },
    async (request, reply) => {
      await sessions.end(request.learnerId, request.params.id);
      return reply.code(204).send(null);
    },
  );
  app.post(
    "/api/sessions/:id/nodes",
    { schema: { summary: "Add a node", params: ById, body: AddNode, response: { 201: SessionView } } },
    async (request, reply) =>
      reply.code(201).send(await nodes.add(request.learnerId, request.params.id, request.body.name)),
  );
  app.delete(
    "/api/sessions/:id/nodes/:node",
    { schema: { summary: "Remove a node", params: ByNode, response: { 200: SessionView } } },
    async (request) => nodes.remove(request.learnerId, request.params.id, request.params.node),
  );
  app.post(
    "/api/sessions/:id/nodes/:node/restart",
    { schema: { summary: "Restart a node, files kept", params: ByNode, response: { 200: SessionView } } },
    async (request) => nodes.restart(request.learnerId, request.params.id, request.params.node),
  );
  app.post(
    "/api/sessions/:id/terminals",
    {
      schema: {
        summary: "Open a terminal",
        params: ById,
        body: OpenTerminal,
        response: { 201: TerminalView },
      },
    },
    async (request, reply) =>
      reply.code(201).send(await terminals.open(request.learnerId, request.params.id, request.body)),
  );
  app.patch(
    "/api/sessions/:id/terminals/:terminalId",
    {
      schema: {
        summary: "Rename a terminal",
        params: ByTerminal,
        body: RenameTerminal,
        response: { 200: TerminalView },
      },
    },
    async ({ learnerId, params, body }) =>
      terminals.rename(learnerId, params.id, params.terminalId, body.title),
  );
  app.delete(
    "/api/sessions/:id/terminals/:terminalId",
    { schema: { summary: "Close a terminal", params: ByTerminal, response: { 204: Nothing } } },
    async ({ learnerId, params }, reply) => {
      await terminals.close(learnerId, params.id, params.terminalId);
      return reply.code(204).send(null);
    },
  );
  app.post(
    "/api/sessions/:id/previews",
    {
      schema: {
        summary: "A link to a port",
        params: ById,
        body: OpenPreview,
        response: { 201: PreviewLink },
      },
    },
    async ({ learnerId, params, body, headers }, reply) => {
      const live = await sessions.own(learnerId, params.id);
      return reply.code(201).send({ url: await previewLinks.make(live, body.node, body.port, headers.host) });
    },
  );
}
