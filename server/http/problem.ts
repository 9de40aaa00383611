import { hasZodFastifySchemaValidationErrors } from "fastify-type-provider-zod";
import { AppError, type ErrorCode, errorRegistry, isAppError } from "../../runtime/common/app-error.ts";
import type { Problem } from "../../runtime/protocol/index.ts";

/** The RFC 9457 document of a refusal. */
export function toProblem(error: AppError, instance?: string): Problem {
  const { status, message } = errorRegistry[error.code];
  return {
    type: `urn:slipway:problem:${error.code}`,
    title: message,
    status,
    detail: error.userMessage,
    code: error.code,
    nextStep: error.nextStep,
    ...(instance === undefined ? {} : { instance }),
  };
}

/** What the framework's own refusals mean to whoever sent the request. */
const MEANINGS: Record<string, { code: ErrorCode; userMessage?: string }> = {
  FST_ERR_CTP_BODY_TOO_LARGE: { code: "input.too-large" },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    code: "input.invalid",
    userMessage: "The body must be JSON, sent as application/json.",
  },
  FST_ERR_CTP_INVALID_JSON_BODY: { code: "input.invalid", userMessage: "The body is not valid JSON." },
  FST_ERR_CTP_EMPTY_JSON_BODY: { code: "input.invalid", userMessage: "The body is empty, not JSON." },
  FST_ERR_BAD_URL: { code: "input.invalid", userMessage: "The address cannot be read." },
};

/** The refusal behind whatever a handler or a library threw; `internal` when it is ours to explain. */
export function toAppError(error: unknown): AppError {
  if (isAppError(error)) return error;
  if (hasZodFastifySchemaValidationErrors(error)) {
    const where = error.validation.map(({ instancePath, message }) => `${instancePath || "/"}: ${message}`);
    return new AppError("input.invalid", { userMessage: `Not valid: ${where.join("; ")}.`.slice(0, 500) });
  }
  const { statusCode, code = "" } = (error ?? {}) as { statusCode?: number; code?: string };
  const meaning = MEANINGS[code];
  if (meaning) return new AppError(meaning.code, { ...meaning, cause: error });
  const isTheirs = statusCode !== undefined && statusCode >= 400 && statusCode < 500;
  return new AppError(isTheirs ? "input.invalid" : "internal", { cause: error });
}
