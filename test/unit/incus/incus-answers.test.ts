import { expect, it } from "vitest";
import { newSandboxId, newSessionId } from "../../../runtime/common/ids.ts";
import { exitStatusOf } from "../../../runtime/incus/exec.ts";
import { connectionFailure, incusFailure } from "../../../runtime/incus/incus-failure.ts";
import { networkName } from "../../../runtime/incus/private-network.ts";
import { labelsOf, parseInstance } from "../../../runtime/incus/sandbox-labels.ts";

it.each([
  [404, "Instance not found", "sandbox.not-found"],
  [400, "write: no space left on device", "pool.full"],
  [400, "The instance is already running", "sandbox.failed"],
  [403, "not authorized", "pool.unreachable"],
  [500, "whatever", "sandbox.failed"],
])("an answer %i %s is %s", (status, text, code) =>
  expect(incusFailure("GET /x", status, text).code).toBe(code),
);

it("a socket that nobody serves is an unreachable pool", () => {
  expect(connectionFailure("GET /x", Object.assign(new Error("no"), { code: "ECONNREFUSED" })).code).toBe(
    "pool.unreachable",
  );
});

it("an operation without a return has status -1", () => {
  const operation = { id: "x", status: "Failure", status_code: 400, err: "" };
  expect(exitStatusOf(operation)).toBe(-1);
  expect(exitStatusOf({ ...operation, metadata: { return: 137 } })).toBe(137);
});

it("reads back the labels it wrote, and knows no instance without them", () => {
  const labels = {
    sandboxId: newSandboxId(),
    sessionId: newSessionId(),
    node: "node3" as const,
    template: "t1",
    egress: "open" as const,
    warm: false,
    createdAtMs: 5,
    keepUntilMs: 9,
  };
  const config = Object.fromEntries(
    Object.entries(labelsOf(labels, "198.18.0.16")).map(([key, value]) => [
      `user.slipway.${key}`,
      String(value),
    ]),
  );
  expect(parseInstance({ name: "x", status: "Frozen", config, devices: {} })).toEqual({
    labels,
    status: "frozen",
    address: "198.18.0.16",
  });
  expect(parseInstance({ name: "x", status: "Running", config: {}, devices: {} })).toBeUndefined();
});

it("names a network within the fifteen characters of an interface", () => {
  expect(networkName("00000000", newSessionId())).toMatch(/^swn[0-9a-f]{12}$/);
});
