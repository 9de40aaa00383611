import { expect, test } from "vitest";
import { fileError, parseEntries } from "../../../runtime/agent/files/file-commands.ts";
import {
  parseShellFate,
  withoutFarewell,
  withoutGreeting,
} from "../../../runtime/agent/terminals/shell-commands.ts";
import { decideHealth } from "../../../runtime/agent/watch/health.ts";
import { parseListeningPorts } from "../../../runtime/agent/watch/listening-ports.ts";

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
  ["nothing known of limits", {}, undefined, { diskFull: false, outOfMemory: false }],
  ["disk nearly full", { diskLimitBytes: 1_001_000_000 }, undefined, { diskFull: true, outOfMemory: false }],
  ["killed since", { oomKills: 2 }, 1, { diskFull: false, outOfMemory: true }],
  ["killed before we looked", { oomKills: 2 }, undefined, { diskFull: false, outOfMemory: false }],
])("health: %s", (_name, usage, earlier, health) => {
  expect(
    decideHealth({ initPid: 1, memoryBytes: 1, diskBytes: 1_000_000_000, processes: 1, ...usage }, earlier),
  ).toEqual(health);
});
