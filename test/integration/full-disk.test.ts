import pino from "pino";
import { afterAll, expect, it } from "vitest";
import { createIncusDriver } from "../../runtime/incus/incus-driver.ts";
import { createSandboxes } from "../support/sandbox-shell.ts";

const sandboxes = createSandboxes();
const driver = createIncusDriver({
  installation: () => sandboxes.installation,
  log: pino({ level: "silent" }),
});
afterAll(async () => {
  await sandboxes.close();
  driver.dispose();
});

it("a sandbox whose disk is full to the last byte is restarted, and emptied by its learner", async () => {
  const sandbox = await sandboxes.make("none");
  const { sandboxId } = sandbox.record.labels;
  const fill =
    "fallocate -l 3500M /root/most; dd if=/dev/zero of=/root/rest bs=1M 2>&1 | tail -1; echo x > /root/more";
  expect((await sandbox.run(fill)).output).toMatch(/quota exceeded/i);
  for (let turn = 0; turn < 2; turn++) {
    await driver.stop(sandboxId);
    await driver.start(sandboxId);
    const { output } = await sandbox.run(
      "dd if=/dev/zero of=/root/rest$RANDOM bs=1M 2>&1 | tail -1; ls /root",
    );
    expect(output).toContain("most");
  }
  const emptied = await sandbox.run(
    "rm /root/most && until docker info >/dev/null 2>&1; do sleep 0.2; done; docker run --rm busybox echo works",
  );
  expect(emptied).toEqual({ status: 0, output: "works\n" });
});
