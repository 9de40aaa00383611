import fastifyMultipart, { type MultipartFile } from "@fastify/multipart";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { AppError } from "../../runtime/common/app-error.ts";
import {
  ImportFromGit,
  ImportId,
  LabImportBrief,
  LabImportView,
  MAX_ARCHIVE_BYTES,
} from "../../runtime/protocol/index.ts";
import { addressKey } from "../auth/address-key.ts";
import type { Brought } from "../labs/imports/lab-imports.ts";
import type { Services } from "../services.ts";

const ById = z.object({ id: ImportId });
const Nothing = z.null().describe("Nothing");
const Body = z.unknown().describe("An archive as the file of a form, or { url, ref? } of a Git repository");
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Whoever comes without a cookie is counted by address; a cookie is free, so that addresses are counted as well. */
const IMPORTS_AN_HOUR = 10;
const IMPORTS_PER_ADDRESS = 100;
/** For the sending: nobody keeps a place for longer. */
const SEND_MS = 5 * MINUTE_MS;

const tooLarge = () =>
  new AppError("input.too-large", {
    userMessage: `An archive may be at most ${MAX_ARCHIVE_BYTES / 1024 / 1024} MiB.`,
    nextStep: "Leave out what the labs do not need, or bring them from Git or in parts.",
  });
const noFile = () =>
  new AppError("input.invalid", {
    userMessage: "There is no archive in the request.",
    nextStep: "Choose a zip, tar or tar.gz file.",
  });

async function fileOf(request: FastifyRequest): Promise<MultipartFile> {
  const file = await request.file();
  if (!file) throw noFile();
  return file;
}

const archiveOf = (request: FastifyRequest, file: MultipartFile): Brought => ({
  kind: "archive",
  name: file.filename || "archive",
  bytes: async () => {
    const late = setTimeout(() => request.raw.destroy(), SEND_MS);
    try {
      return await file.toBuffer();
    } catch (cause) {
      if ((cause as { code?: string }).code === "FST_REQ_FILE_TOO_LARGE") throw tooLarge();
      throw new AppError("input.invalid", { userMessage: "The archive did not arrive whole.", cause });
    } finally {
      clearTimeout(late);
    }
  },
});

function readAddress(body: unknown): Brought {
  const parsed = ImportFromGit.safeParse(body);
  if (parsed.success) return { kind: "git", ...parsed.data };
  throw new AppError("input.invalid", {
    userMessage: "Name a repository's address, or send an archive.",
    nextStep: "An address begins with https://.",
  });
}

/** Labs that people bring: sent, looked at, kept and removed. */
export async function importRoutes(
  plain: FastifyInstance,
  { services }: { services: Services },
): Promise<void> {
  const { imports } = services.labs;
  await plain.register(async (inner) => {
    const app = inner.withTypeProvider<ZodTypeProvider>();
    await app.register(fastifyMultipart, {
      limits: { fileSize: MAX_ARCHIVE_BYTES, files: 1, fields: 4, fieldSize: 1000, parts: 5 },
    });
    const countAddress = plain.createRateLimit({
      max: IMPORTS_PER_ADDRESS,
      timeWindow: HOUR_MS,
      keyGenerator: ({ ip }) => `import ${addressKey(ip)}`,
    });

    app.post(
      "/api/labs/imports",
      {
        config: {
          rateLimit: {
            max: IMPORTS_AN_HOUR,
            timeWindow: HOUR_MS,
            errorResponseBuilder: () =>
              new AppError("limit.rate", {
                userMessage: `Labs may be brought ${IMPORTS_AN_HOUR} times an hour.`,
                nextStep: "Wait a while and try again.",
              }),
          },
        },
        // Before the body is read.
        preParsing: async (request) => {
          imports.refuseWhenOff();
          const count = await countAddress(request);
          if (!count.isAllowed && count.isExceeded) throw new AppError("limit.rate");
          // With room for the form around it.
          if (Number(request.headers["content-length"]) > MAX_ARCHIVE_BYTES + 64 * 1024) throw tooLarge();
        },
        schema: {
          summary: "Bring labs: a report, and half an hour to add them",
          consumes: ["multipart/form-data", "application/json"],
          body: Body,
          response: { 201: LabImportView },
        },
      },
      async (request, reply) => {
        const file = request.isMultipart() ? await fileOf(request) : null;
        const brought = file ? archiveOf(request, file) : readAddress(request.body);
        try {
          return reply.code(201).send(await imports.bring(request.learnerId, brought));
        } finally {
          // What nobody wants is read all the same: else its connection would be stuck.
          file?.file.resume();
        }
      },
    );
    app.get(
      "/api/labs/imports",
      { schema: { summary: "The labs that I brought", response: { 200: z.array(LabImportBrief) } } },
      async ({ learnerId }) => imports.list(learnerId),
    );
    app.get(
      "/api/labs/imports/:id",
      { schema: { summary: "One import of mine", params: ById, response: { 200: LabImportView } } },
      async ({ learnerId, params }) => imports.view(learnerId, params.id),
    );
    app.post(
      "/api/labs/imports/:id/keep",
      { schema: { summary: "Add the labs of an import", params: ById, response: { 200: LabImportView } } },
      async ({ learnerId, params }) => imports.keep(learnerId, params.id),
    );
    app.delete(
      "/api/labs/imports/:id",
      { schema: { summary: "Remove an import of mine", params: ById, response: { 204: Nothing } } },
      async ({ learnerId, params }, reply) => {
        await imports.remove(learnerId, params.id);
        return reply.code(204).send(null);
      },
    );
  });
}
