import { describe, expect, test } from "vitest";
import { reconnectDelayMs } from "../../../app/client/backoff.ts";
import { isEmulatorReply } from "../../../app/client/emulator-reply.ts";
import { decodeText, indentationOf, languageOf } from "../../../app/client/file-kind.ts";
import { emptyLayout, parseLayout, reduceLayout } from "../../../app/client/layout-state.ts";
import {
  displayName,
  foldersOnTheWay,
  parentPath,
  planPath,
  touchesFile,
  touchesFolder,
} from "../../../app/client/sandbox-path.ts";
import { describeTimeLeft } from "../../../app/client/time-left.ts";
import { decideTreeKey, type Listing, visibleRows } from "../../../app/workspace/files/tree-model.ts";

test.each([
  [0, 0, 125],
  [0, 1, 250],
  [3, 1, 2_000],
  [50, 1, 8_000],
])("reconnect attempt %i with random %f waits %i ms", (attempt, random, delayMs) => {
  expect(reconnectDelayMs(attempt, () => random)).toBe(delayMs);
});

test.each([
  ["\x1b[?1;2c", true],
  ["\x1b[24;80R", true],
  ["\x1b]11;rgb:ffff/ffff/ffff\x1b\\", true],
  ["\x1b[?2026;2$y", true],
  ["\x1b[A", false],
  ["\x1b", false],
  ["ls\r", false],
])("%j is the emulator's own answer: %s", (data, expected) => {
  expect(isEmulatorReply(data)).toBe(expected);
});

test.each([
  ["/root/Dockerfile", "dockerfile"],
  ["/root/Dockerfile.dev", "dockerfile"],
  ["/root/compose.yaml", "yaml"],
  ["/root/run.sh", "shell"],
  ["/root/a.py", "python"],
  ["/root/notes", "plaintext"],
])("%s is edited as %s", (path, language) => {
  expect(languageOf(path)).toBe(language);
});

test.each([
  ["/root/Makefile", { insertSpaces: false, tabSize: 4 }],
  ["/root/rules.mk", { insertSpaces: false, tabSize: 4 }],
  ["/root/main.go", { insertSpaces: false, tabSize: 4 }],
  ["/root/compose.yaml", { insertSpaces: true, tabSize: 2 }],
  ["/root/app.py", { insertSpaces: true, tabSize: 4 }],
])("%s is indented by %j", (path, indentation) => {
  expect(indentationOf(path)).toEqual(indentation);
});

test("a name that turns the reading order is shown for what it is", () => {
  expect(displayName("\u202egnp.exe")).toBe("\\u202egnp.exe");
  expect(displayName("مرحبا.txt")).toBe("مرحبا.txt");
});

test("bytes that are not UTF-8, or hold a NUL, are not text", () => {
  expect(decodeText(new TextEncoder().encode("héllo"))).toBe("héllo");
  expect(decodeText(Uint8Array.of(0x41, 0))).toBeNull();
  expect(decodeText(Uint8Array.of(0xff, 0xfe, 0x41))).toBeNull();
});

test.each([
  ["Dockerfile", { path: "/root/app/Dockerfile" }],
  ["src/main.py", { path: "/root/app/src/main.py" }],
  ["../x", { path: "/root/x" }],
  ["/etc/motd", { path: "/etc/motd" }],
  ["src/", { path: "/root/app/src/old" }],
  ["../", { path: "/root/old" }],
  ["a b", { path: "/root/app/a b" }],
  ["é".repeat(127), { path: `/root/app/${"é".repeat(127)}` }],
  ["é".repeat(128), { problem: "That name is too long." }],
  [" ", { problem: "Type a name." }],
  ["a\nb", { problem: "A name cannot hold control characters." }],
  ["/../..", { problem: "That is the top folder itself." }],
])("the name %j, typed in /root/app, means %j", (typed, plan) => {
  expect(planPath("/root/app", typed, "old")).toEqual(plan);
});

test("only folders that are not known to be there are made on the way", () => {
  expect(foldersOnTheWay("/root/a/b", "/root")).toEqual(["/root/a", "/root/a/b"]);
  expect(foldersOnTheWay("/root", "/root")).toEqual([]);
  expect(foldersOnTheWay("/srv/x", "/root")).toEqual(["/srv", "/srv/x"]);
});

test("a change report names the file or the folder that holds it", () => {
  expect(parentPath("/root")).toBe("/");
  expect(touchesFile(["/root"], "/root/a")).toBe(true);
  expect(touchesFile(["/root/b"], "/root/a")).toBe(false);
  expect(touchesFolder(["/root/a"], "/root")).toBe(true);
});

test.each([
  [-1, "ended"],
  [45_000, "45 s"],
  [12 * 60_000 + 5, "12 min"],
  [65 * 60_000, "1 h 05 min"],
])("%i ms left reads %j", (leftMs, words) => {
  expect(describeTimeLeft(leftMs)).toBe(words);
});

describe("the layout", () => {
  const file = (path: string) => ({ type: "file.opened", file: { node: "node1", path } }) as const;
  const open = ["/root/a", "/root/d/b", "/root/c"].reduce(
    (layout, path) => reduceLayout(layout, file(path)),
    emptyLayout,
  );

  test("closing the active file makes its neighbour active", () => {
    const closed = reduceLayout(open, { type: "file.closed", key: "node1:/root/c" });
    expect(closed.activeFile).toBe("node1:/root/d/b");
  });
  test("a renamed folder takes its open files along", () => {
    const moved = reduceLayout(open, { type: "file.moved", node: "node1", from: "/root/d", to: "/root/e" });
    expect(moved.files.map(({ path }) => path)).toEqual(["/root/a", "/root/e/b", "/root/c"]);
  });
  test("a deleted folder closes the files in it, on its node only", () => {
    const other = reduceLayout(open, { type: "file.deleted", node: "node2", path: "/root/d" });
    expect(other.files).toHaveLength(3);
    expect(reduceLayout(open, { type: "file.deleted", node: "node1", path: "/root/d" }).files).toHaveLength(
      2,
    );
  });
  test("what was stored comes back, and nonsense becomes the default", () => {
    expect(parseLayout(JSON.stringify(open))).toEqual(open);
    expect(parseLayout("{oops")).toEqual(emptyLayout);
    expect(parseLayout('{"files":7,"pane":"editor"}')).toEqual({ ...emptyLayout, pane: "editor" });
  });
});

describe("the file tree", () => {
  const entry = (name: string, kind: "file" | "directory") => ({ name, kind, sizeBytes: 0, modifiedAtMs: 0 });
  const listing = (...entries: ReturnType<typeof entry>[]): Listing => ({
    entries,
    truncated: false,
    problem: null,
  });
  const listings = new Map([
    ["/root", listing(entry("b", "file"), entry("src", "directory"))],
    ["/root/src", listing(entry("a", "file"))],
  ]);
  const rows = visibleRows("/root", listings, new Set(["/root/src"]));

  test("shows folders first and the content of those expanded", () => {
    expect(rows.map(({ path, level }) => `${level} ${path}`)).toEqual([
      "1 /root/src",
      "2 /root/src/a",
      "1 /root/b",
    ]);
  });
  test.each([
    ["ArrowDown", "/root/src", { type: "focus", path: "/root/src/a" }],
    ["ArrowLeft", "/root/src/a", { type: "focus", path: "/root/src" }],
    ["ArrowLeft", "/root/src", { type: "toggle", path: "/root/src", open: false }],
    ["ArrowRight", "/root/src", { type: "focus", path: "/root/src/a" }],
    ["Enter", "/root/b", { type: "open", path: "/root/b" }],
    ["End", "/root/src", { type: "focus", path: "/root/b" }],
    ["ArrowDown", "/root/b", null],
  ])("%s on %s", (key, focused, move) => {
    expect(decideTreeKey(key, rows, focused)).toEqual(move);
  });
});
