import { expect, it } from "vitest";
import { decideRetry } from "../../../server/previews/preview-retry.ts";

const hungUp = { method: "GET", hasBody: false, errorCode: "ECONNRESET", sinceFirstMs: 100 };

it.each([
  ["a page", {}, true],
  ["its head", { method: "HEAD" }, true],
  ["a connection closed while it was written to", { errorCode: "EPIPE" }, true],
  ["an order", { method: "POST" }, false],
  ["a deletion", { method: "DELETE" }, false],
  ["a question with a body", { hasBody: true }, false],
  ["an answer that is not HTTP", { errorCode: "HPE_INVALID_CONSTANT" }, false],
  ["what nobody named", { errorCode: undefined }, false],
  ["what has gone on for too long", { sinceFirstMs: 9000 }, false],
])("asks again, or not: %s", (_what, change, again) => {
  expect(decideRetry({ ...hungUp, ...change })).toBe(again);
});
