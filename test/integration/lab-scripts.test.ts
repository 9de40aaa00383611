import pino from "pino";
import { afterAll, beforeAll, expect, it } from "vitest";
import { newSandboxId } from "../../runtime/common/ids.ts";
import { locateDataFolder } from "../../runtime/engine/data-folder.ts";
import { readInstallation } from "../../runtime/engine/installation-file.ts";
import { createIncusDriver } from "../../runtime/incus/incus-driver.ts";
import { placeFiles } from "../../server/labs/running/place-files.ts";
import { runScript } from "../../server/labs/running/run-script.ts";

/** Authors' scripts and files in a real sandbox: what is run is contained, whatever it does. */
const installation = readInstallation(locateDataFolder());
if (!installation) throw new Error("set-up has not run");
const driver = createIncusDriver({ installation: () => installation, log: pino({ level: "silent" }) });
const sandboxId = newSandboxId();

beforeAll(async () => {
  const limits = { memoryBytes: 1024 ** 3, cpuCores: 2, processes: 500, diskBytes: 4 * 1024 ** 3 };
  await driver.create({ sandboxId, node: "node1", egress: "none", limits, warm: false });
});
afterAll(async () => {
  await driver.delete(sandboxId);
  driver.dispose();
});

const run = (
  text: string,
  more: { timeoutMs?: number; environment?: Record<string, string>; signal?: AbortSignal } = {},
) => {
  const { timeoutMs = 20_000, ...rest } = more;
  return runScript({ driver, sandboxId, script: { text, timeoutMs }, ...rest });
};
const said = async (text: string) => (await run(text)).output.trim();

it("a script runs with bash as root in /root, and what it prints is told in order", async () => {
  const result = await run('id -un; echo "$HOME $PWD $0"; echo no >&2; echo last; exit 3');
  expect(result).toEqual({
    exitCode: 3,
    output: expect.stringMatching(/^root\n\/root \/root \/run\/slipway-lab\/script\.\w+\nno\nlast\n$/),
    truncated: false,
    timedOut: false,
    flooded: false,
  });
});

it("a script with #! runs with its own interpreter", async () => {
  expect(await said("#!/usr/bin/env -S sh -e\nfalse\necho not reached")).toBe("");
  expect(await said("#!/usr/bin/env -S sed -n 2p\nthe second line")).toBe("the second line");
});

it("what reads stdin finds it empty, and the rest of the script still runs", async () => {
  expect(await said("cat; echo after")).toBe("after");
});

it("values given are in its environment", async () => {
  const { output } = await run('echo "$who"', { environment: { who: "a b'c", "not-a-name": "x" } });
  expect(output).toBe("a b'c\n");
});

it("a script that hangs is ended with all that it started, also what left its session", async () => {
  const { timedOut, output } = await run(
    "echo begun; sleep 1001 & (trap '' TERM; sleep 1002) & setsid sleep 1003 & setsid -f sleep 1004; wait; sleep 1005",
    { timeoutMs: 1500 },
  );
  expect({ timedOut, output }).toEqual({ timedOut: true, output: "begun\n" });
  expect(await said("pgrep -fa '^sleep 100[0-9]'")).toBe("");
});

it("a script that is given up is ended likewise", async () => {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 1000);
  const { exitCode } = await run("sleep 1006", { signal: controller.signal });
  expect(exitCode).toBe(-1);
  expect(await said("pgrep -fa '^sleep 1006'")).toBe("");
});

it("what a script leaves in the background goes on, and does not hold it up", async () => {
  const started = Date.now();
  expect((await run("sleep 1007 & echo left")).output).toBe("left\n");
  expect(Date.now() - started).toBeLessThan(5000);
  expect(await said("pgrep -fc '^sleep 1007'; pkill -f '^sleep 1007'")).toBe("1");
});

it("of a script that says much the last is told, and one that floods is ended", async () => {
  const much = await run("seq 100000");
  expect(much).toMatchObject({ exitCode: 0, truncated: true });
  expect(much.output.endsWith("99999\n100000\n")).toBe(true);
  expect(much.output.length).toBeLessThanOrEqual(64 * 1024);
  expect(await run("yes")).toMatchObject({ exitCode: -1, flooded: true });
  expect(await said("pgrep -x yes")).toBe("");
});

it("a bomb of processes is ended, and the sandbox is usable after it", async () => {
  const { timedOut } = await run("bomb() { bomb | bomb & }; bomb; sleep 1008", { timeoutMs: 3000 });
  expect(timedOut).toBe(true);
  expect(await said("echo still here")).toBe("still here");
});

it("files are placed with their modes, owned by root, with the folders above them", async () => {
  const bytes = new TextEncoder().encode("#!/bin/sh\necho ran\n");
  await placeFiles({
    driver,
    sandboxId,
    files: [
      { node: "node1", path: "/root/app/deep/run me", bytes, mode: "755" },
      { node: "node1", path: "/opt/it's", bytes, mode: "u+x,go-r" },
      { node: "node1", path: "/root/plain", bytes, mode: null },
    ],
  });
  expect(
    await said(
      "cd /; stat -c '%a %U %n' \"root/app/deep/run me\" \"opt/it's\" root/plain; '/root/app/deep/run me'",
    ),
  ).toBe("755 root root/app/deep/run me\n700 root opt/it's\n644 root root/plain\nran");
});

it("files of many megabytes arrive whole, and too many are refused", async () => {
  const bytes = new Uint8Array(20 * 1024 * 1024).fill(7);
  await placeFiles({ driver, sandboxId, files: [{ node: "node1", path: "/root/big", bytes, mode: null }] });
  expect(await said("stat -c %s /root/big")).toBe(String(bytes.length));
  const twice = [1, 2].map((n) => ({ node: "node1" as const, path: `/root/big${n}`, bytes, mode: null }));
  await expect(placeFiles({ driver, sandboxId, files: twice })).rejects.toMatchObject({
    code: "input.too-large",
  });
});

it("a place that cannot be written is told", async () => {
  const files = [{ node: "node1" as const, path: "/proc/x/y", bytes: new Uint8Array(1), mode: null }];
  await expect(placeFiles({ driver, sandboxId, files })).rejects.toMatchObject({ code: "sandbox.failed" });
});
