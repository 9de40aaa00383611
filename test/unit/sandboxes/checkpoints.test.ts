import { Duplex } from "node:stream";
import { expect, it } from "vitest";
import { newSandboxId } from "../../../runtime/common/ids.ts";
import { createTurns } from "../../../runtime/common/turns.ts";
import { restoreCheckpoint, takeCheckpoint } from "../../../runtime/sandboxes/checkpoints.ts";
import { createFakeDriver } from "../../../runtime/sandboxes/fake-driver.ts";
import { runInside } from "../../../runtime/sandboxes/run-inside.ts";
import type { ExecStream } from "../../../runtime/sandboxes/sandbox-driver.ts";

const id = newSandboxId();

function anExec(
  output: string[],
  exited: Promise<number>,
): { exec: () => Promise<ExecStream>; ended: () => boolean } {
  const data = new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() });
  let ended = false;
  for (const chunk of output) data.push(chunk);
  void exited.then(() => data.push(null));
  const stream: ExecStream = {
    data,
    stderr: null,
    resize: () => undefined,
    signal: () => undefined,
    exited,
    destroy: () => {
      ended = true;
      data.destroy();
    },
  };
  return { exec: async () => stream, ended: () => ended };
}

it("hands back the status of a script and what it printed", async () => {
  const { exec } = anExec(["one ", "two"], Promise.resolve(3));
  expect(await runInside({ exec }, id, "x", { timeoutMs: 1000 })).toEqual({ status: 3, output: "one two" });
});

it("keeps a bounded part of a flood", async () => {
  const { exec } = anExec(Array<string>(100).fill("x".repeat(10_000)), Promise.resolve(0));
  const { output } = await runInside({ exec }, id, "x", { timeoutMs: 5000 });
  expect(output.length).toBe(64 * 1024);
});

it("ends a script that hangs", async () => {
  const hanging = anExec(["some"], new Promise(() => undefined));
  expect(await runInside(hanging, id, "x", { timeoutMs: 20 })).toEqual({ status: -1, output: "some" });
  expect(hanging.ended()).toBe(true);
});

it("notes what runs before the snapshot, and starts it after init", async () => {
  const driver = createFakeDriver();
  const { labels } = await driver.create({
    sandboxId: id,
    node: "node1",
    egress: "none",
    limits: { memoryBytes: 1, cpuCores: 1, processes: 1, diskBytes: 1 },
    warm: false,
  });
  const order: string[] = [];
  const told = {
    ...driver,
    exec: (...args: Parameters<typeof driver.exec>) => {
      order.push(/docker start/.test(args[1].command.join(" ")) ? "start" : "note");
      return driver.exec(...args);
    },
    snapshot: async () => void order.push("snapshot"),
    restore: async () => void order.push("restore"),
  };
  await takeCheckpoint(told, labels.sandboxId, "step-1");
  await restoreCheckpoint(told, labels.sandboxId, "step-1", () => order.push("init"));
  expect(order).toEqual(["note", "snapshot", "restore", "init", "start"]);
});

it("takes turns for one key, also after a failure, and none for others", async () => {
  const turn = createTurns<string>();
  const order: string[] = [];
  let release = () => {};
  const first = turn("a", async () => {
    await new Promise<void>((resolve) => {
      release = resolve;
    });
    order.push("first");
    throw new Error("failed");
  });
  const second = turn("a", async () => void order.push("second"));
  await turn("b", async () => void order.push("other"));
  release();
  await expect(first).rejects.toThrow("failed");
  await second;
  expect(order).toEqual(["other", "first", "second"]);
});
