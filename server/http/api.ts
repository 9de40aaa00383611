import type { IncomingMessage, Server, ServerResponse } from "node:http";
import fastifyHelmet from "@fastify/helmet";
import fastifyRateLimit from "@fastify/rate-limit";
import fastifySwagger from "@fastify/swagger";
import scalarReference from "@scalar/fastify-api-reference";
import fastify, {
  type FastifyBaseLogger,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from "fastify";
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from "fastify-type-provider-zod";
import { AppError } from "../../runtime/common/app-error.ts";
import type { Logger } from "../../runtime/common/logger.ts";
import { ImportId, type LearnerId, SessionId } from "../../runtime/protocol/index.ts";
import { addressKey } from "../auth/address-key.ts";
import { isOwnRequest } from "../auth/origin.ts";
import type { Services } from "../services.ts";
import { describeRoute } from "./describe-route.ts";
import { fileRoutes } from "./file-routes.ts";
import { importRoutes } from "./import-routes.ts";
import { labRoutes } from "./lab-routes.ts";
import { poolRoutes } from "./pool-routes.ts";
import { toAppError, toProblem } from "./problem.ts";
import { sessionRoutes } from "./session-routes.ts";

declare module "fastify" {
  interface FastifyRequest {
    learnerId: LearnerId;
    /** False for a browser that came without a cookie of ours. */
    isKnown: boolean;
  }
}

export interface ApiOptions {
  services: Services;
  /** The server that hands its /api requests to `handle`. */
  server: Server;
  publicOrigin: string | undefined;
  /** Whose word on a client's address is taken. */
  trustedProxies: string[];
  requestsPerMinute?: number;
  log: Logger;
}

export interface Api {
  handle: (request: IncomingMessage, response: ServerResponse) => void;
  close(): Promise<void>;
}

const PROBLEM_TYPE = "application/problem+json";

/** What a log line says of a request: never its query, its cookies or its body. */
const about = ({ method, routeOptions, learnerId, params }: FastifyRequest) => {
  const id = (params as { id?: string } | undefined)?.id;
  return {
    method,
    route: routeOptions.url ?? "unknown",
    learnerId,
    sessionId: SessionId.safeParse(id).data,
    importId: ImportId.safeParse(id).data,
  };
};

/** The REST API under /api, with its own description. Every refusal is a problem document. */
export async function createApi({
  services,
  server,
  publicOrigin,
  trustedProxies,
  requestsPerMinute = 600,
  log,
}: ApiOptions): Promise<Api> {
  let handle: Api["handle"] = () => {};
  const app = fastify({
    serverFactory: (handler) => {
      handle = handler;
      return server;
    },
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: 64 * 1024,
    requestTimeout: 0,
    trustProxy: trustedProxies.length > 0 ? trustedProxies : false,
    // Addresses that no router can read: broken percent-encoding, endless parameters.
    frameworkErrors: (error, request, reply) => explain(error, request, reply),
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);

  const refuse = (error: AppError, request: FastifyRequest, reply: FastifyReply, status?: number) => {
    const body = toProblem(error, request.url.split("?")[0]);
    if (status !== undefined) body.status = status;
    void reply.code(body.status).type(PROBLEM_TYPE).serializer(JSON.stringify).send(body);
  };
  const explain = (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
    const problem = toAppError(error);
    if (problem.code === "internal") log.error({ event: "request.failed", ...about(request), err: error });
    refuse(problem, request, reply);
  };
  app.setErrorHandler(explain);
  app.setNotFoundHandler((request, reply) => {
    const error = new AppError("input.invalid", {
      userMessage: "There is no such address in the API.",
      nextStep: "See /api/docs.",
    });
    refuse(error, request, reply, 404);
  });

  await app.register(fastifyHelmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'", "'unsafe-inline'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        fontSrc: ["'self'", "data:"],
        imgSrc: ["'self'", "data:", "blob:"],
        connectSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: false,
    crossOriginOpenerPolicy: { policy: "same-origin" },
    originAgentCluster: false,
  });
  app.decorateRequest("learnerId");
  app.decorateRequest("isKnown", false);
  app.addHook("onRequest", async (request, reply) => {
    // A page of another origin, a preview's too, may lead here (a link, a download) but neither act nor read.
    const leadsHere = request.method === "GET" && request.headers["sec-fetch-mode"] === "navigate";
    if (!leadsHere && !isOwnRequest(request.headers, publicOrigin)) throw new AppError("auth.origin");
    if (!request.url.startsWith("/api/docs")) void reply.header("Cache-Control", "no-store");
    if (request.url.startsWith("/api/health")) return;
    const { id, known } = await services.learners.ensure(request.raw, reply.raw);
    request.learnerId = id;
    request.isKnown = known;
  });
  app.addHook("onResponse", async (request, reply) => {
    const { statusCode: status, elapsedTime } = reply;
    const level = status >= 500 ? "warn" : request.method === "GET" ? "debug" : "info";
    log[level]({ event: "request.finished", ...about(request), status, durationMs: Math.round(elapsedTime) });
  });
  await app.register(fastifyRateLimit, {
    max: requestsPerMinute,
    timeWindow: 60_000,
    keyGenerator: (request: FastifyRequest) => (request.isKnown ? request.learnerId : addressKey(request.ip)),
    errorResponseBuilder: () => new AppError("limit.rate"),
  });
  await app.register(fastifySwagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Slipway",
        version: "0.1.0",
        description: "Sessions, their nodes, terminals, files and previews; labs and courses.",
      },
    },
    transform: describeRoute,
  });
  await app.register(sessionRoutes, { services });
  await app.register(fileRoutes, { services });
  await app.register(importRoutes, { services });
  await app.register(labRoutes, { services });
  await app.register(poolRoutes, { services });
  app.get("/api/openapi.json", { schema: { hide: true } }, async () => app.swagger());
  await app.register(scalarReference, {
    routePrefix: "/api/docs",
    // Nothing in it that leads to, or sends to, anyone else.
    configuration: {
      url: "/api/openapi.json",
      pageTitle: "Slipway API",
      favicon: "/icon.svg",
      withDefaultFonts: false,
      telemetry: false,
      showDeveloperTools: "never",
      hideClientButton: true,
      agent: { disabled: true },
      mcp: { disabled: true },
    },
  });
  await app.ready();
  return { handle: (request, response) => handle(request, response), close: () => app.close() };
}
