import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ShellStream } from "../../../runtime/agent/terminals/shell-stream.ts";
import {
  createTerminal,
  RING_BYTES,
  type Terminal,
  type TerminalSink,
} from "../../../runtime/agent/terminals/terminal.ts";
import { OUTPUT_WINDOW_BYTES, type SandboxId, type TerminalId } from "../../../runtime/protocol/index.ts";

const KIB = 1024;

function aTerminal(baseOffset = 0) {
  const shell = { flow: "run", written: [] as string[], takers: [] as (() => void)[] };
  const stream: ShellStream = {
    start: async () => {},
    write: (bytes, taken) => {
      shell.written.push(Buffer.from(bytes).toString());
      shell.takers.push(taken);
    },
    setFlow: (flow) => {
      shell.flow = flow;
    },
    resize: () => {},
    signal: async () => {},
    end: async () => {},
    dispose: () => {},
  };
  const terminal = createTerminal({
    id: "trm_0000000001" as TerminalId,
    sandboxId: "sbx_0000000001" as SandboxId,
    baseOffset,
    shell: () => stream,
    nowMs: () => Date.now(),
  });
  return { terminal, shell };
}

/** Plays a page: takes output, can acknowledge it. */
function aPage(terminal: Terminal, fromOffset: number | null, clientId = "page0001") {
  const page = {
    text: [] as Buffer[],
    at: -1,
    attached: [] as { offset: number; reset: boolean; prefix: string; inputOffset: number }[],
    inputAck: -1,
    exit: undefined as number | null | undefined,
    broken: "",
  };
  const sink: TerminalSink = {
    attached: (message) => {
      page.attached.push(message);
      page.at = message.offset;
      if (message.reset) page.text = [];
    },
    output: (offset, bytes) => {
      expect(offset).toBe(page.at);
      page.at += bytes.length;
      page.text.push(Buffer.from(bytes));
    },
    inputAck: (offset) => {
      page.inputAck = offset;
    },
    exited: (exitCode) => {
      page.exit = exitCode;
    },
    broken: (message) => {
      page.broken = message;
    },
  };
  const attachment = terminal.attach({ clientId, fromOffset }, sink);
  return {
    page,
    attachment,
    text: () => Buffer.concat(page.text).toString("latin1"),
    ackAll: () => attachment.acknowledge(page.at),
  };
}

const turn = () => vi.advanceTimersByTime(0);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("output of one keystroke is sent at once, more of the same turn together", () => {
  const { terminal } = aTerminal();
  const { page, text } = aPage(terminal, null);
  turn();
  terminal.takeOutput(Buffer.from("a"));
  expect(text()).toBe("a");
  terminal.takeOutput(Buffer.from("b"));
  terminal.takeOutput(Buffer.from("c"));
  turn();
  expect(text()).toBe("abc");
  expect(page.text).toHaveLength(2);
});

test("a page that comes back by its position gets every byte exactly once", () => {
  const { terminal } = aTerminal();
  const first = aPage(terminal, null);
  terminal.takeOutput(Buffer.from("one "));
  turn();
  first.attachment.detach();
  terminal.takeOutput(Buffer.from("two "));
  const second = aPage(terminal, first.page.at);
  terminal.takeOutput(Buffer.from("three"));
  turn();
  expect(second.page.attached[0]).toMatchObject({ offset: 4, reset: false });
  expect(first.text() + second.text()).toBe("one two three");
});

test("no more than a window is on the way, and the shell waits for the only page", () => {
  const { terminal, shell } = aTerminal();
  const { page, ackAll } = aPage(terminal, null);
  for (let i = 0; i < 17; i++) terminal.takeOutput(Buffer.alloc(64 * KIB));
  turn();
  expect(page.at).toBe(OUTPUT_WINDOW_BYTES);
  expect(shell.flow).toBe("wait");
  ackAll();
  expect(shell.flow).toBe("run");
});

test("a page that never acknowledges does not slow the shell, and starts afresh when it wakes", () => {
  const { terminal, shell } = aTerminal();
  const slow = aPage(terminal, null, "slowpage");
  const fast = aPage(terminal, null, "fastpage");
  for (let i = 0; i < 100; i++) {
    terminal.takeOutput(Buffer.from(`${"x".repeat(64 * KIB - 1)}\n`));
    turn();
    fast.ackAll();
    expect(shell.flow).toBe("run");
  }
  expect(slow.page.at).toBe(OUTPUT_WINDOW_BYTES);
  slow.ackAll();
  turn();
  expect(slow.page.attached[1]?.reset).toBe(true);
  expect(slow.page.at).toBe(100 * 64 * KIB);
});

test("after the last page went, the shell fills what the page lacks and waits a minute", () => {
  const { terminal, shell } = aTerminal();
  const first = aPage(terminal, null);
  first.attachment.detach();
  for (let i = 0; i < 28; i++) terminal.takeOutput(Buffer.alloc(64 * KIB));
  expect(shell.flow).toBe("wait");
  vi.advanceTimersByTime(61_000);
  expect(shell.flow).toBe("run");
});

test("a replay after eviction starts at a line, with the modes that left the ring", () => {
  const { terminal } = aTerminal();
  terminal.takeOutput(Buffer.from("\x1b[?1049h"));
  for (let i = 0; i < 40_000; i++) terminal.takeOutput(Buffer.from(`line ${i} ${"x".repeat(80)}\r\n`));
  const { page, text } = aPage(terminal, null);
  turn();
  expect(text().startsWith("line ")).toBe(true);
  expect(Buffer.from(page.attached[0]?.prefix ?? "", "base64").toString()).toBe("\x1b[?1049h");
});

test("typed bytes go to the shell once, are acknowledged when taken, and a gap breaks the channel", () => {
  const { terminal, shell } = aTerminal();
  const first = aPage(terminal, null);
  first.attachment.input(0, Buffer.from("ls"));
  first.attachment.input(0, Buffer.from("ls -l"));
  expect(shell.written).toEqual(["ls", " -l"]);
  expect(first.page.inputAck).toBe(-1);
  for (const taken of shell.takers) taken();
  vi.runOnlyPendingTimers();
  expect(first.page.inputAck).toBe(5);
  const again = aPage(terminal, null);
  expect(again.page.attached[0]?.inputOffset).toBe(5);
  again.attachment.input(7, Buffer.from("x"));
  expect(again.page.broken).not.toBe("");
  expect(shell.written).toHaveLength(2);
});

test("input that the program does not read is bounded", () => {
  const { terminal } = aTerminal();
  const { page, attachment } = aPage(terminal, null);
  for (let i = 0; i < 17; i++) attachment.input(i * 64 * KIB, Buffer.alloc(64 * KIB));
  expect(page.broken).toMatch(/does not read/);
});

test("an acknowledgement of what was never sent breaks the channel", () => {
  const { terminal } = aTerminal();
  const { page, attachment } = aPage(terminal, null);
  attachment.acknowledge(1);
  expect(page.broken).not.toBe("");
});

test("the shell's end is told after its last byte, also to a page that comes later", () => {
  const { terminal } = aTerminal();
  const { page, attachment, text } = aPage(terminal, null);
  terminal.takeOutput(Buffer.alloc(OUTPUT_WINDOW_BYTES + 5, 0x78));
  terminal.takeExit(3);
  turn();
  expect(page.exit).toBeUndefined();
  attachment.acknowledge(page.at);
  turn();
  expect(text()).toHaveLength(OUTPUT_WINDOW_BYTES + 5);
  expect(page.exit).toBe(3);
  expect(aPage(terminal, page.at).page.exit).toBe(3);
});

test("a page of an earlier agent's time starts afresh on a shell found again", () => {
  const { terminal } = aTerminal(1_000_000);
  terminal.takeOutput(Buffer.from("$ "));
  const { page, text } = aPage(terminal, 1500);
  expect(page.attached[0]).toMatchObject({ offset: 1_000_000, reset: true });
  expect(text()).toBe("$ ");
});

test("a new page that goes in the middle of its replay loses nothing of it, though another had read all", () => {
  const { terminal, shell } = aTerminal();
  const reader = aPage(terminal, null);
  for (let at = 0; at < RING_BYTES; at += 64 * KIB) {
    terminal.takeOutput(Buffer.alloc(64 * KIB, "x"));
    turn();
    reader.ackAll();
  }
  reader.attachment.detach();
  const late = aPage(terminal, null);
  late.attachment.detach();
  expect(shell.flow).toBe("wait");
});
