import { type FailureView, Problem } from "../../runtime/protocol/index.ts";
import { parseJson } from "./parse-json.ts";

/** A refused or failed call, in words for a person. status is 0 when no answer came. */
export class ApiFailure extends Error {
  readonly status: number;
  readonly failure: FailureView;

  constructor(status: number, failure: FailureView) {
    super(failure.message);
    this.name = "ApiFailure";
    this.status = status;
    this.failure = failure;
  }
}

const UNKNOWN: FailureView = {
  code: "internal",
  message: "Something went wrong in this page.",
  nextStep: "Reload the page. Your session goes on.",
};

/** What a page shows of anything thrown. */
export function failureOf(error: unknown): FailureView {
  return error instanceof ApiFailure ? error.failure : UNKNOWN;
}

export const OFFLINE: FailureView = {
  code: "offline",
  message: "Slipway cannot be reached.",
  nextStep: "Check the connection and try again.",
};

/** A refusal as the server put it: a problem document, or at least its status. */
export function answered(status: number, body: string): ApiFailure {
  const problem = Problem.safeParse(parseJson(body));
  if (problem.success) {
    const { code, detail, nextStep } = problem.data;
    return new ApiFailure(status, { code, message: detail, nextStep });
  }
  const message = `The server answered ${status}.`;
  return new ApiFailure(status, { code: "internal", message, nextStep: "Try again in a moment." });
}
