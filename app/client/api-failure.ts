import type { FailureView } from "../../runtime/protocol/index.ts";

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
