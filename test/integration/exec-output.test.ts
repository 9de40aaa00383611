import { afterAll, beforeAll, expect, it } from "vitest";
import { createSandboxes, type SandboxShell } from "../support/sandbox-shell.ts";

const sandboxes = createSandboxes();
let sandbox: SandboxShell;
beforeAll(async () => {
  sandbox = await sandboxes.make("none");
});
afterAll(() => sandboxes.close());

it("loses nothing that a brief program printed, many at a time", async () => {
  const answers: string[] = [];
  const ask = async () => {
    for (let turn = 0; turn < 60; turn++) {
      const { status, output } = await sandbox.run("echo out; echo err >&2; exit 3");
      answers.push(`${status} ${output}`);
    }
  };
  await Promise.all(Array.from({ length: 8 }, ask));
  expect(answers.filter((answer) => answer !== "3 out\nerr\n")).toEqual([]);
});

it("keeps a connection on which nothing is said for longer than Incus' pings", async () => {
  const { status, output } = await sandbox.run("echo begun; sleep 25; echo ended");
  expect(output).toBe("begun\nended\n");
  expect(status).toBe(0);
});
