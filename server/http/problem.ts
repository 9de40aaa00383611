import { type AppError, type ErrorCode, errorRegistry, isAppError } from "../../runtime/common/app-error.ts";
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

/** The registry's code for what a library threw, or undefined when it is ours to explain. */
export function knownCode(error: unknown): ErrorCode | undefined {
  if (isAppError(error)) return error.code;
  const { statusCode, code } = (error ?? {}) as { statusCode?: number; code?: string };
  if (statusCode === 413 || code === "FST_ERR_CTP_BODY_TOO_LARGE") return "input.too-large";
  if (statusCode === 429) return "limit.rate";
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) return "input.invalid";
  return undefined;
}
