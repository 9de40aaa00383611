import { expect, test } from "vitest";
import { fileError, parseEntries } from "../../../runtime/agent/files/file-commands.ts";
import {
  parseShellFate,
  withoutFarewell,
  withoutGreeting,
} from "../../../runtime/agent/terminals/shell-commands.ts";
import { createAllowance } from "../../../runtime/agent/watch/allowance.ts";
import { parseEngineEvent } from "../../../runtime/agent/watch/engine-event.ts";
import { decideDiskFull, decideKilled } from "../../../runtime/agent/watch/health.ts";
import { createLineSplitter } from "../../../runtime/agent/watch/line-splitter.ts";
import { parseListeningPorts } from "../../../runtime/agent/watch/listening-ports.ts";
import { parseCount, parseSandboxGroup } from "../../../runtime/agent/watch/memory-events.ts";

const HEAD =
  "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode";
const row = (address: string, port: string, state: string) =>
  `   0: ${address}:${port} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0`;

test("listening ports: only LISTEN, loopback told apart, the engine's own left out", () => {
  const tcp = [
    HEAD,
    row("00000000", "1F90", "0A"),
    row("0100007F", "0BB8", "0A"),
    row("0100007F", "0016", "01"),
    row("00000000", "0947", "0A"),
  ];
  const tcp6 = [
    HEAD,
    row("00000000000000000000000000000000", "0050", "0A"),
    row("00000000000000000000000001000000", "1770", "0A"),
    row("0000000000000000FFFF00000100007F", "1771", "0A"),
    "garbage",
  ];
  expect(parseListeningPorts(tcp.join("\n"), tcp6.join("\n"))).toEqual([
    { port: 80, loopbackOnly: false },
    { port: 3000, loopbackOnly: true },
    { port: 6000, loopbackOnly: true },
    { port: 6001, loopbackOnly: true },
    { port: 8080, loopbackOnly: false },
  ]);
});

test("file rows: what is no entry or cannot be named is left out", () => {
  const rows = [
    "f\tf\t12\t1700000000.5\ta b.txt",
    "d\td\t0\t1\tsrc",
    "l\tl\t1\t1\ttab\tin name",
    "p\tp\t0\t1\tfifo",
    "nonsense",
    "f\tf\tx\t1\tbad",
    "f\tf\t1\t1\tevil\x1b[2J",
    "l\td\t4\t1\tto-folder",
    "l\tN\t4\t1\tto-nothing",
    "",
  ];
  expect(parseEntries(Buffer.from(rows.join("\0")))).toEqual([
    { name: "a b.txt", kind: "file", sizeBytes: 12, modifiedAtMs: 1_700_000_000_500 },
    { name: "src", kind: "directory", sizeBytes: 0, modifiedAtMs: 1000 },
    { name: "fifo", kind: "other", sizeBytes: 0, modifiedAtMs: 1000 },
    { name: "to-folder", kind: "symlink", linkTo: "directory", sizeBytes: 4, modifiedAtMs: 1000 },
    { name: "to-nothing", kind: "symlink", sizeBytes: 4, modifiedAtMs: 1000 },
  ]);
});

test.each([
  ["cat: write error: No space left on device", "sandbox.disk-full"],
  ["mktemp: failed: Disk quota exceeded", "sandbox.disk-full"],
  ["mkdir: cannot create directory '/a': File exists", "file.exists"],
  ["No such file or directory", "file.not-found"],
  ["Is a directory", "file.not-permitted"],
  ["", "file.not-permitted"],
])("file error %j is %s", (stderr, code) => {
  expect(fileError(stderr, "/a").code).toBe(code);
});

test.each([
  ["open\n", { state: "open" }],
  ["exit 130\n", { state: "exited", exitCode: 130 }],
  ["exit 999", { state: "exited", exitCode: null }],
  ["exit -1; rm", { state: "exited", exitCode: null }],
  ["gone", { state: "exited", exitCode: null }],
])("shell's fate %j", (text, fate) => {
  expect(parseShellFate(text)).toEqual(fate);
});

test("what dtach says of itself is not output", () => {
  expect(withoutGreeting(Buffer.from("\x1b[H\x1b[J$ ")).toString()).toBe("$ ");
  expect(
    withoutFarewell(Buffer.from("logout\r\n\x1b[999H\r\n[EOF - dtach terminating]\r\n")).toString(),
  ).toBe("logout\r\n");
});

test.each([
  ["nothing known of limits", undefined, false],
  ["no quota", 0, false],
  ["room left", 2_000_000_000, false],
  ["nearly full", 1_001_000_000, true],
])("disk: %s", (_name, diskLimitBytes, full) => {
  const usage = { initPid: 1, memoryBytes: 1, diskBytes: 1_000_000_000, processes: 1 };
  expect(decideDiskFull(diskLimitBytes === undefined ? usage : { ...usage, diskLimitBytes })).toBe(full);
});

test.each([
  ["a process was killed since", 1, 2, true],
  ["nothing was looked at before", undefined, 2, false],
  ["nothing can be read now", 1, undefined, false],
  ["nothing happened", 2, 2, false],
  ["a killed container took its count along", 3, 1, false],
])("memory: %s", (_name, earlier, now, killed) => {
  const events = (kills: number | undefined) =>
    kills === undefined ? undefined : { kills, complete: false };
  expect(decideKilled(events(earlier), events(now))).toBe(killed);
});

test.each([
  ["9:memory:/lxc.payload.p_sbx-a/docker/1\n", { version: 1, path: "/lxc.payload.p_sbx-a" }],
  ["3:cpu,memory:/machine.slice/lxc.payload.a\n", { version: 1, path: "/machine.slice/lxc.payload.a" }],
  ["1:name=systemd:/lxc.payload.a\n0::/lxc.payload.a/init.scope\n", { version: 2, path: "/lxc.payload.a" }],
  ["0::/system.slice/docker.service\n", undefined],
  ["0::/../../lxc.payload.a\n", undefined],
  ["0::/lxc.payload.a\n9:memory:/lxc.payload.a\n", { version: 1, path: "/lxc.payload.a" }],
  ["", undefined],
])("the sandbox's group in %j", (text, group) => {
  expect(parseSandboxGroup(text)).toEqual(group);
});

test("counts are read by name", () => {
  expect(parseCount("oom_kill_disable 0\nunder_oom 0\noom_kill 7\n", "oom_kill")).toBe(7);
  expect(parseCount("low 0\nmax 3\noom 2\noom_kill 9\n", "oom")).toBe(2);
  expect(parseCount("", "oom")).toBe(0);
});

const told = {
  status: "start",
  Type: "container",
  Action: "start",
  Actor: { ID: "abc", Attributes: { image: "busybox", name: "web" } },
  time: 1,
};
test.each([
  ["a container's start", told, { kind: "container", action: "start", id: "abc", name: "web" }],
  ["no name", { ...told, Actor: { ID: "v" } }, { kind: "container", action: "start", id: "v", name: null }],
  ["a kind not followed", { ...told, Type: "plugin" }, undefined],
  ["control characters", { ...told, Action: "start\u001b[2J" }, undefined],
  [
    "a name of a kilobyte",
    { ...told, Actor: { ID: "a", Attributes: { name: "x".repeat(1024) } } },
    undefined,
  ],
  ["a number for a name", { ...told, Actor: { ID: "a", Attributes: { name: 7 } } }, undefined],
  ["a list", [told], undefined],
])("engine's event: %s", (_name, value, event) => {
  expect(parseEngineEvent(JSON.stringify(value))).toEqual(event);
});

test.each(["", "{", "{}", "null", "HTTP/1.1 200 OK", '{"Type":'])("no event of the engine: %j", (line) => {
  expect(parseEngineEvent(line)).toBeUndefined();
});

test("lines come whole however they are cut, and one too long not at all", () => {
  const lines: string[] = [];
  const split = createLineSplitter(8, (line) => lines.push(line));
  for (const chunk of ["a", "b\ncd\n", "\n", "far too lo", "ng\nen", "d\n12345678\n123456789\nrest"])
    split(Buffer.from(chunk));
  expect(lines).toEqual(["ab", "cd", "", "end", "12345678"]);
});

test("an allowance gives what it holds, then what comes with time", () => {
  let nowMs = 0;
  const allowance = createAllowance({ capacity: 10, perSecond: 5, nowMs: () => nowMs });
  expect([allowance.take(8), allowance.take(3), allowance.take(2), allowance.take(1)]).toEqual([
    true,
    false,
    true,
    false,
  ]);
  nowMs = 1000;
  expect([allowance.take(5), allowance.take(1)]).toEqual([true, false]);
  nowMs = 1e9;
  expect([allowance.take(10), allowance.take(1)]).toEqual([true, false]);
});
