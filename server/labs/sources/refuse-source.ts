import { AppError } from "../../../runtime/common/app-error.ts";

/** The error for a source that is not taken: `why` is a whole sentence for people. */
export function refuseSource(why: string, nextStep?: string, cause?: unknown): AppError {
  return new AppError("lab.source-refused", {
    userMessage: why,
    ...(nextStep === undefined ? {} : { nextStep }),
    ...(cause === undefined ? {} : { cause }),
  });
}
