import { pino } from "pino";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createWatchList } from "../../../runtime/agent/watch/watch-list.ts";
import { newSandboxId } from "../../../runtime/common/ids.ts";
import type { SandboxId } from "../../../runtime/protocol/index.ts";
import { createFakeDriver } from "../../../runtime/sandboxes/fake-driver.ts";

const limits = { memoryBytes: 1, cpuCores: 1, processes: 1, diskBytes: 1 };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

async function aWatchedSandbox() {
  const driver = createFakeDriver();
  const sandboxId = newSandboxId();
  await driver.create({ sandboxId, node: "node1", egress: "none", limits, warm: false });
  const gone: SandboxId[] = [];
  const list = createWatchList({
    driver,
    emit: () => undefined,
    onGone: (id) => void gone.push(id),
    log: pino({ level: "silent" }),
  });
  list.add(sandboxId);
  return { driver, sandboxId, gone, list };
}

test("a sandbox that is lost with no word is not watched for ever", async () => {
  const { driver, sandboxId, gone, list } = await aWatchedSandbox();
  await vi.advanceTimersByTimeAsync(25_000);
  expect(list.get(sandboxId)).toBeDefined();
  driver.lose(sandboxId);
  // The streams of the fake machine end in turns of their own, between the timers.
  await vi.waitFor(() => expect(list.get(sandboxId)).toBeUndefined(), { timeout: 60_000 });
  expect(gone).toEqual([sandboxId]);
  list.dispose();
});

test("who waits for the engine of a sandbox that is let go of is told at once", async () => {
  const { sandboxId, list } = await aWatchedSandbox();
  const waiting = expect(list.waitForEngine(sandboxId, 120_000)).rejects.toMatchObject({
    code: "sandbox.engine-down",
  });
  list.remove(sandboxId);
  await waiting;
  list.dispose();
});
