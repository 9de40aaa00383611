import { isAppError } from "../runtime/common/app-error.ts";

/** Says what went wrong, in plain words where they are known, and ends with exit code 1. */
export function fail(error: unknown): never {
  if (isAppError(error)) console.error(`\n${error.userMessage}\n${error.nextStep}  [${error.code}]`);
  else console.error(error);
  process.exit(1);
}
