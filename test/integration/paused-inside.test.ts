import { expect, it } from "vitest";
import { createSandboxes } from "../support/sandbox-shell.ts";

it("a sandbox goes although its learner paused a container in it", async () => {
  const sandboxes = createSandboxes();
  const sandbox = await sandboxes.make("none");
  const { output } = await sandbox.run(
    "docker run -d --name paused busybox sleep 1d && docker pause paused && docker inspect -f '{{.State.Status}}' paused",
  );
  expect(output).toMatch(/paused\n$/);
  // Incus gives up after two minutes: a stop that waits for frozen processes rejects.
  await sandboxes.close();
}, 60_000);
