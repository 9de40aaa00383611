import type { IncomingMessage, Server, ServerResponse } from "node:http";
import fastifyHelmet from "@fastify/helmet";
import fastifyRateLimit from "@fastify/rate-limit";
import fastifySwagger from "@fastify/swagger";
import scalarReference from "@scalar/fastify-api-reference";
import fastify, { type FastifyBaseLogger, type FastifyRequest, LogController } from "fastify";
import {
  hasZodFastifySchemaValidationErrors,
  jsonSchemaTransform,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from "fastify-type-provider-zod";
import { AppError, isAppError } from "../../runtime/common/app-error.ts";
import type { Logger } from "../../runtime/common/logger.ts";
import type { LearnerId } from "../../runtime/protocol/index.ts";
import { isOwnRequest } from "../auth/origin.ts";
import type { Services } from "../services.ts";
import { fileRoutes } from "./file-routes.ts";
import { poolRoutes } from "./pool-routes.ts";
import { knownCode, toProblem } from "./problem.ts";
import { sessionRoutes } from "./session-routes.ts";

declare module "fastify" {
  interface FastifyRequest {
    learnerId: LearnerId;
  }
}

export interface ApiOptions {
  services: Services;
  /** The server that hands its /api requests to `handle`. */
  server: Server;
  publicOrigin: string | undefined;
  requestsPerMinute?: number;
  log: Logger;
}

export interface Api {
  handle: (request: IncomingMessage, response: ServerResponse) => void;
  close(): Promise<void>;
}

/** The REST API under /api, with its own description. Every refusal is a problem document. */
export async function createApi({
  services,
  server,
  publicOrigin,
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
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);

  app.setErrorHandler((error, request, reply) => {
    const code = knownCode(error);
    let problem: AppError;
    if (isAppError(error)) problem = error;
    else if (hasZodFastifySchemaValidationErrors(error)) {
      const where = error.validation
        .map((issue) => `${issue.instancePath || "/"}: ${issue.message}`)
        .join("; ");
      problem = new AppError("input.invalid", { userMessage: `Not valid: ${where}.`.slice(0, 500) });
    } else problem = new AppError(code ?? "internal", { cause: error });
    if (problem.code === "internal") log.error({ event: "request.failed", url: request.url, err: error });
    const body = toProblem(problem, request.url.split("?")[0]);
    void reply.code(body.status).type("application/problem+json").serializer(JSON.stringify).send(body);
  });
  app.setNotFoundHandler((request, reply) => {
    const error = new AppError("input.invalid", {
      userMessage: "There is no such address in the API.",
      nextStep: "See /api/docs.",
    });
    const body = { ...toProblem(error, request.url.split("?")[0]), status: 404 };
    void reply.code(404).type("application/problem+json").serializer(JSON.stringify).send(body);
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
  app.addHook("onRequest", async (request, reply) => {
    if (
      !["GET", "HEAD", "OPTIONS"].includes(request.method) &&
      !isOwnRequest(request.headers, publicOrigin)
    ) {
      throw new AppError("auth.origin");
    }
    if (request.url.startsWith("/api/health")) return;
    request.learnerId = await services.learners.ensure(request.raw, reply.raw);
  });
  await app.register(fastifyRateLimit, {
    max: requestsPerMinute,
    timeWindow: 60_000,
    keyGenerator: (request: FastifyRequest) => request.learnerId ?? request.ip,
    errorResponseBuilder: () => new AppError("limit.rate"),
  });
  await app.register(fastifySwagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Slipway",
        version: "0.1.0",
        description: "Sessions, their nodes, terminals, files and previews.",
      },
    },
    transform: jsonSchemaTransform,
  });
  await app.register(sessionRoutes, { services });
  await app.register(fileRoutes, { services });
  await app.register(poolRoutes, { services });
  app.get("/api/openapi.json", { schema: { hide: true } }, async () => app.swagger());
  await app.register(scalarReference, {
    routePrefix: "/api/docs",
    configuration: { url: "/api/openapi.json", withDefaultFonts: false, telemetry: false },
  });
  await app.ready();
  return { handle: (request, response) => handle(request, response), close: () => app.close() };
}
