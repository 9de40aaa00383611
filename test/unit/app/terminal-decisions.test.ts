import { Terminal } from "@xterm/headless";
import { expect, test } from "vitest";
import { decideTabStep, neighbour } from "../../../app/workspace/tab-keys.ts";
import { looksIdle } from "../../../app/workspace/terminals/idle-line.ts";
import { planLink } from "../../../app/workspace/terminals/link-plan.ts";
import { planPaste } from "../../../app/workspace/terminals/paste-plan.ts";
import { bytesOfKey, withCtrl } from "../../../app/workspace/terminals/shown-keys.ts";
import { createTerminalSink } from "../../../app/workspace/terminals/terminal-sink.ts";
import { SandboxId } from "../../../runtime/protocol/index.ts";

test.each([
  ["ls -la", true, "ls -la", null],
  ["a\r\nb\rc\n", true, "a\nb\nc\n", null],
  ["a\nb", false, "a\nb", 2],
  ["a\n", false, "a\n", 2],
  ["tab\tstays", false, "tab\tstays", null],
  ["x\x1b[201~\nrm -rf /\n", true, "x[201~\nrm -rf /\n", null],
  ["x\u009b201~\x07\x03y", true, "x201~y", null],
])("pasting %j, brackets %s: %j, asks about %j lines", (clipboard, bracketed, text, askLines) => {
  expect(planPaste(clipboard, bracketed)).toEqual({ text, askLines });
});

test.each([
  ["http://localhost:8080/x?y=1", { kind: "preview", port: { node: "node2", port: 8080, path: "/x?y=1" } }],
  ["http://0.0.0.0:80", { kind: "preview", port: { node: "node2", port: 80, path: "/" } }],
  ["https://127.0.0.1", { kind: "preview", port: { node: "node2", port: 443, path: "/" } }],
  ["http://[::]:3000/", { kind: "preview", port: { node: "node2", port: 3000, path: "/" } }],
  ["http://node1:5000", { kind: "preview", port: { node: "node1", port: 5000, path: "/" } }],
  [
    "http://8000--sbx-abcdefgh23456789.localhost:3000/x",
    { kind: "preview", port: { node: "node1", port: 8000, path: "/x" } },
  ],
  ["http://80--sbx-other.localhost/", { kind: "page", url: "http://80--sbx-other.localhost/" }],
  ["https://docs.docker.com/x", { kind: "page", url: "https://docs.docker.com/x" }],
  ["http://localhost.example:8080", { kind: "page", url: "http://localhost.example:8080/" }],
  ["javascript:alert(1)", null],
  ["file:///etc/passwd", null],
  ["data:text/html,x", null],
  ["not an address", null],
])("the link %s leads to %j", (uri, plan) => {
  expect(
    planLink(uri, "node2", [{ name: "node1", sandboxId: SandboxId.parse("sbx_abcdefgh23456789") }]),
  ).toEqual(plan);
});

test.each([
  ["node1:~# ", false, true],
  ["$ ", false, true],
  ["user@host:/srv$ ", false, true],
  ["node1:~# sleep 100", false, false],
  ["", false, false],
  ["Downloading 40 %", false, false],
  ["node1:~# ", true, false],
])("a terminal whose cursor stands after %j (full screen %s) is idle: %s", (line, fullScreen, idle) => {
  expect(looksIdle(line, fullScreen)).toBe(idle);
});

test("the shown keys type what a keyboard would", () => {
  expect(bytesOfKey("Esc", false)).toBe("\x1b");
  expect(bytesOfKey("Up", false)).toBe("\x1b[A");
  expect(bytesOfKey("Up", true)).toBe("\x1bOA");
  expect(["c", "C", "[", " ", "é", "ls", "\r"].map(withCtrl)).toEqual([
    "\x03",
    "\x03",
    "\x1b",
    "\x00",
    null,
    null,
    null,
  ]);
});

test.each([
  [{ altKey: true, code: "PageDown" }, 1],
  [{ altKey: true, code: "PageUp" }, -1],
  [{ altKey: true, ctrlKey: true, code: "PageUp" }, null],
  [{ code: "PageDown" }, null],
])("%j steps by %j", (keys, step) => {
  const none = { altKey: false, ctrlKey: false, metaKey: false, shiftKey: false };
  expect(decideTabStep({ ...none, ...keys })).toBe(step);
});

test("the tabs go round", () => {
  expect(neighbour(["a", "b"], "b", 1)).toBe("a");
  expect(neighbour(["a", "b"], "a", -1)).toBe("b");
  expect(neighbour(["a"], "a", 1)).toBeUndefined();
});

test("a reset waits for what was written before it, so that no old text comes out behind it", async () => {
  const terminal = new Terminal({ cols: 20, rows: 4, allowProposedApi: true });
  const sink = createTerminalSink(terminal, () => {});
  const bytes = (text: string) => new TextEncoder().encode(text);
  const drawn = new Promise<void>((resolve) => {
    sink.write(bytes("old"), () => {});
    sink.reset(new Uint8Array(0));
    sink.write(bytes("new"), resolve);
  });
  await drawn;
  expect(terminal.buffer.active.getLine(0)?.translateToString(true)).toBe("new");
  terminal.dispose();
});
