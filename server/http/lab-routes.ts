import { extname } from "node:path/posix";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import {
  CourseView,
  EnterStep,
  LabCard,
  LabPageView,
  LabPrintView,
  LabRunView,
  LabSlug,
  LabSolutionView,
  LabStepView,
  LabText,
  Language,
  QuizAnswers,
  QuizView,
  SessionId,
  SetVariables,
  StartLab,
} from "../../runtime/protocol/index.ts";
import { preferredLanguages } from "../labs/runs/pages/preferred-languages.ts";
import type { Services } from "../services.ts";

const BySlug = z.object({ slug: LabSlug });
const ById = z.object({ id: SessionId });
const ByStep = z.object({ id: SessionId, index: z.coerce.number().int().min(0).max(200) });
const ByQuiz = z.object({ id: SessionId, quizId: z.string().min(1).max(200) });
const AssetParams = z.object({ slug: LabSlug, "*": z.string().min(1).max(1000) });
const AssetQuery = z.object({ digest: z.string().max(64).optional() });
const LanguageQuery = z.object({ language: Language.optional() });
const LabsQuery = LanguageQuery.extend({
  search: z.string().max(200).default("").describe("Words of titles, topics, goals and steps"),
});
const Nothing = z.null().describe("Nothing");
const Bytes = z.unknown().describe("The bytes");
const MINUTE_MS = 60_000;

const perMinute = (max: number) => ({ rateLimit: { max, timeWindow: MINUTE_MS } });
/** As for a Start of a session: whoever comes without a cookie is counted by address. */
const startLimit = {
  rateLimit: { max: ({ isKnown }: FastifyRequest) => (isKnown ? 30 : 10), timeWindow: MINUTE_MS },
};

/** What a text shows; everything else of an author's is a download. */
const PICTURES: Record<string, string> = {
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
  ".gif": "image/gif",
  ".webp": "image/webp",
  ".avif": "image/avif",
  ".svg": "image/svg+xml",
};

/** The languages a reader wants: the one asked for, then those of their browser. */
const wanted = (request: FastifyRequest, asked: string | undefined): string[] => [
  ...(asked === undefined ? [] : [asked]),
  ...preferredLanguages(request.headers["accept-language"]),
];

/** The catalog of labs and courses, and what a learner does in a lab. */
export async function labRoutes(plain: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const { pages, starter, runs } = services.labs;
  app.addHook("preValidation", async (request) => {
    if (request.method === "POST") request.body ??= {};
  });

  app.get(
    "/api/labs",
    { schema: { summary: "All labs", querystring: LabsQuery, response: { 200: z.array(LabCard) } } },
    async (request) => {
      const { language, search } = request.query;
      return pages.labs(request.learnerId, wanted(request, language), search);
    },
  );
  app.get(
    "/api/labs/:slug",
    {
      schema: {
        summary: "One lab, before its Start",
        params: BySlug,
        querystring: LanguageQuery,
        response: { 200: LabPageView },
      },
    },
    async (request) =>
      pages.page(request.learnerId, request.params.slug, wanted(request, request.query.language)),
  );
  app.get(
    "/api/labs/:slug/print",
    {
      // All of it is rendered for each.
      config: perMinute(30),
      schema: {
        summary: "All of a lab's text",
        params: BySlug,
        querystring: LanguageQuery,
        response: { 200: LabPrintView },
      },
    },
    async (request) =>
      pages.print(request.learnerId, request.params.slug, wanted(request, request.query.language)),
  );
  app.get(
    "/api/labs/:slug/assets/*",
    {
      schema: {
        summary: "A picture of a lab",
        params: AssetParams,
        querystring: AssetQuery,
        produces: ["image/*", "application/octet-stream"],
        response: { 200: Bytes },
      },
    },
    async ({ params, query }, reply) => {
      const bytes = pages.asset(params.slug, params["*"], query.digest);
      const type = PICTURES[extname(params["*"]).toLowerCase()];
      void reply
        .header(
          "Content-Security-Policy",
          "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:",
        )
        .header("Cache-Control", query.digest === undefined ? "no-cache" : "private, max-age=86400");
      if (type === undefined) void reply.header("Content-Disposition", "attachment");
      return reply.type(type ?? "application/octet-stream").send(Buffer.from(bytes));
    },
  );
  app.get(
    "/api/courses",
    {
      schema: {
        summary: "All courses",
        querystring: LanguageQuery,
        response: { 200: z.array(CourseView.omit({ text: true })) },
      },
    },
    async (request) => pages.courses(request.learnerId, wanted(request, request.query.language)),
  );
  app.get(
    "/api/courses/:slug",
    {
      schema: {
        summary: "One course",
        params: BySlug,
        querystring: LanguageQuery,
        response: { 200: CourseView },
      },
    },
    async (request) =>
      pages.course(request.learnerId, request.params.slug, wanted(request, request.query.language)),
  );
  app.post(
    "/api/labs/:slug/start",
    {
      config: startLimit,
      schema: {
        summary: "Start a lab, or go on with it",
        params: BySlug,
        body: StartLab,
        response: { 201: z.object({ sessionId: SessionId }) },
      },
    },
    async (request, reply) => {
      const { mode, language } = request.body;
      const start = { mode, languages: wanted(request, language) };
      return reply
        .code(201)
        .send({ sessionId: await starter.start(request.learnerId, request.params.slug, start) });
    },
  );
  app.delete(
    "/api/labs/:slug/progress",
    {
      config: perMinute(30),
      schema: { summary: "Forget what I did in a lab", params: BySlug, response: { 204: Nothing } },
    },
    async ({ learnerId, params }, reply) => {
      await starter.forget(learnerId, params.slug);
      return reply.code(204).send(null);
    },
  );

  app.get(
    "/api/sessions/:id/lab",
    { schema: { summary: "The lab of a session", params: ById, response: { 200: LabRunView } } },
    async ({ learnerId, params }) => runs.view(learnerId, params.id),
  );
  app.get(
    "/api/sessions/:id/lab/intro",
    { schema: { summary: "Its introduction", params: ById, response: { 200: LabText } } },
    async ({ learnerId, params }) => runs.intro(learnerId, params.id),
  );
  app.get(
    "/api/sessions/:id/lab/steps/:index",
    {
      // A HEAD would take the foreground command that is told once.
      exposeHeadRoute: false,
      schema: { summary: "A step's page", params: ByStep, response: { 200: LabStepView } },
    },
    async ({ learnerId, params }) => runs.step(learnerId, params.id, params.index),
  );
  app.post(
    "/api/sessions/:id/lab/enter",
    {
      config: perMinute(120),
      schema: { summary: "Go to a step", params: ById, body: EnterStep, response: { 200: LabRunView } },
    },
    async ({ learnerId, params, body }) => runs.enter(learnerId, params.id, body.index),
  );
  app.post(
    "/api/sessions/:id/lab/check",
    {
      config: perMinute(60),
      schema: { summary: "Check the present step", params: ById, response: { 200: LabRunView } },
    },
    async ({ learnerId, params }) => runs.check(learnerId, params.id),
  );
  app.post(
    "/api/sessions/:id/lab/hint",
    {
      config: perMinute(60),
      schema: { summary: "Show one more hint", params: ById, response: { 200: LabStepView } },
    },
    async ({ learnerId, params }) => runs.hint(learnerId, params.id),
  );
  app.post(
    "/api/sessions/:id/lab/solution",
    { schema: { summary: "Show the solution", params: ById, response: { 200: LabSolutionView } } },
    async ({ learnerId, params }) => runs.solution(learnerId, params.id),
  );
  app.post(
    "/api/sessions/:id/lab/restore",
    {
      config: perMinute(20),
      schema: {
        summary: "Go back to the start of a step",
        params: ById,
        body: EnterStep,
        response: { 200: LabRunView },
      },
    },
    async ({ learnerId, params, body }) => runs.restore(learnerId, params.id, body.index),
  );
  app.post(
    "/api/sessions/:id/lab/quizzes/:quizId/open",
    { schema: { summary: "Open a quiz: its time begins", params: ByQuiz, response: { 200: QuizView } } },
    async ({ learnerId, params }) => runs.openQuiz(learnerId, params.id, params.quizId),
  );
  app.post(
    "/api/sessions/:id/lab/quizzes/:quizId/answer",
    {
      config: perMinute(60),
      schema: { summary: "Answer a quiz", params: ByQuiz, body: QuizAnswers, response: { 200: QuizView } },
    },
    async ({ learnerId, params, body }) => runs.answerQuiz(learnerId, params.id, params.quizId, body),
  );
  app.put(
    "/api/sessions/:id/lab/variables",
    {
      config: perMinute(120),
      schema: { summary: "Set variables", params: ById, body: SetVariables, response: { 200: LabRunView } },
    },
    async ({ learnerId, params, body }) => runs.setVariables(learnerId, params.id, body.values),
  );
  app.put(
    "/api/sessions/:id/lab/language",
    {
      schema: {
        summary: "Read in another language",
        params: ById,
        body: z.object({ language: Language }),
        response: { 200: LabRunView },
      },
    },
    async ({ learnerId, params, body }) => runs.setLanguage(learnerId, params.id, body.language),
  );
}
