import { PassThrough } from "node:stream";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createFolderWatch } from "../../../runtime/agent/watch/folder-watch.ts";
import { SandboxId } from "../../../runtime/protocol/index.ts";
import type { SandboxDriver } from "../../../runtime/sandboxes/sandbox-driver.ts";

/** A sandbox whose watcher can be ended, and that can be away. */
function aSandbox() {
  const streams: { data: PassThrough; end: () => void }[] = [];
  let away = false;
  const exec = async () => {
    if (away) throw new Error("the sandbox is stopped");
    const data = new PassThrough();
    const exited = new Promise<number>((resolve) => streams.push({ data, end: () => resolve(0) }));
    return { data, stderr: null, exited, destroy: () => data.destroy() };
  };
  return {
    driver: { exec } as unknown as SandboxDriver,
    streams,
    goAway(gone: boolean) {
      away = gone;
      if (gone) streams.at(-1)?.end();
    },
  };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("folders are watched again once a sandbox is back, however long it was away", async () => {
  const { driver, streams, goAway } = aSandbox();
  const seen: string[][] = [];
  const sandboxId = SandboxId.parse("sbx_0123456789");
  const watch = createFolderWatch({ driver, sandboxId, onChange: (paths) => seen.push(paths) });
  await watch.watch(["/root"]);
  goAway(true);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(streams).toHaveLength(1);
  goAway(false);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(streams).toHaveLength(2);
  streams.at(-1)?.data.write("/root/again.txt\n");
  await vi.advanceTimersByTimeAsync(200);
  expect(seen).toEqual([["/root/again.txt"]]);
  watch.dispose();
});

test("a watch that was given up tries no more", async () => {
  const { driver, streams, goAway } = aSandbox();
  const sandboxId = SandboxId.parse("sbx_0123456789");
  const watch = createFolderWatch({ driver, sandboxId, onChange: () => {} });
  await watch.watch(["/root"]);
  goAway(true);
  await vi.advanceTimersByTimeAsync(3_000);
  watch.dispose();
  goAway(false);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(streams).toHaveLength(1);
});
