import { afterAll, beforeAll, expect, it } from "vitest";
import { createSandboxes, type SandboxShell } from "../support/sandbox-shell.ts";

/** On cgroup v2 the sandbox has to hand the controllers down to its engine first, or these limits would be taken and not held. */
const sandboxes = createSandboxes();
let sandbox: SandboxShell;
beforeAll(async () => {
  sandbox = await sandboxes.make("none");
});
afterAll(() => sandboxes.close());

it("an engine in a sandbox lacks no limit", async () => {
  const { output } = await sandbox.run("docker info 2>&1");
  expect(output).not.toMatch(/WARNING: No (memory|swap|kernel|cpu|cpuset|pids)/i);
});

it("a container that takes more memory than its --memory is killed, and its neighbour is not", async () => {
  const hog = "docker run -m 32m --memory-swap 32m busybox sh -c 'tail /dev/zero'; echo hog-$?";
  const { output } = await sandbox.run(
    `docker run -d --name beside busybox sleep 1d >/dev/null; ${hog}; docker inspect -f '{{.State.Running}}' beside`,
  );
  expect(output).toMatch(/hog-137\ntrue\n$/);
});

it.each([
  ["--cpus 0.5", "cpu.max cpu/cpu.cfs_quota_us", /^50000\b/],
  ["--pids-limit 20", "pids.max pids/pids.max", /^20\n$/],
  ["-m 48m", "memory.max memory/memory.limit_in_bytes", /^50331648\n$/],
])("the kernel has the %s that a container was given", async (flag, names, limit) => {
  const { output } = await sandbox.run(
    `docker run --rm ${flag} busybox sh -c 'cd /sys/fs/cgroup && cat ${names} 2>/dev/null'; true`,
  );
  expect(output).toMatch(limit);
});
