import { isAppError } from "../../../../runtime/common/app-error.ts";

/** The code and the words of what was thrown; a failure of the test when nothing was, or something unexpected. */
export async function refusal(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    if (isAppError(error)) return `${error.code}: ${error.userMessage}`;
    throw error;
  }
  throw new Error("nothing was refused");
}
