import { expect, it } from "vitest";
import { newSandboxId } from "../../../runtime/common/ids.ts";
import { createFakeDriver } from "../../../runtime/sandboxes/fake-driver.ts";
import { sandboxDriverContract } from "../../contract/sandbox-driver.ts";

sandboxDriverContract("the fake", { driver: createFakeDriver(), runsCommands: false });

const limits = { memoryBytes: 1, cpuCores: 1, processes: 1, diskBytes: 1 };
const request = () => ({
  sandboxId: newSandboxId(),
  node: "node1" as const,
  egress: "none" as const,
  limits,
  warm: true,
});

it("fails creations by the code asked for", async () => {
  const driver = createFakeDriver({ control: { failCreate: "pool.full" } });
  await expect(driver.create(request())).rejects.toMatchObject({ code: "pool.full" });
});

it("loses a sandbox without a word, and breaks one", async () => {
  const driver = createFakeDriver();
  const [lost, broken] = [await driver.create(request()), await driver.create(request())];
  driver.lose(lost.labels.sandboxId);
  driver.breakDown(broken.labels.sandboxId);
  expect((await driver.list()).map(({ status }) => status)).toEqual(["error"]);
});
