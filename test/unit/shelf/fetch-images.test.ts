import { expect, it } from "vitest";
import { AppError } from "../../../runtime/common/app-error.ts";
import { explainFetch } from "../../../runtime/shelf/fetch-images.ts";

it.each([
  ["reading manifest 9 in docker.io/library/x: manifest unknown", "input.invalid"],
  ["requested access to the resource is denied", "input.invalid"],
  ["toomanyrequests: You have reached your pull rate limit", "setup.no-network"],
  ["pinging container registry registry-1.docker.io: dial tcp: lookup: no such host", "setup.no-network"],
  ["writing blob: no space left on device", "setup.failed"],
])("skopeo's %s is %s", (message, code) => {
  const cause = new AppError("setup.failed", { message });
  expect(explainFetch("x:9", cause).code).toBe(code);
});

it("says which image was not fetched, and that building needs no Docker Hub", () => {
  const error = explainFetch("x:9", new AppError("setup.failed", { message: "dial tcp: i/o timeout" }));
  expect(error.userMessage).toContain("x:9");
  expect(error.nextStep).toContain("images -- build");
});
