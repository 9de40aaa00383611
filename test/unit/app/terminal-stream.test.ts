import { describe, expect, test } from "vitest";
import { createTerminalStream } from "../../../app/client/terminal-stream.ts";
import {
  decodeFrame,
  encodeFrame,
  FrameKind,
  type SandboxId,
  type TerminalId,
} from "../../../runtime/protocol/index.ts";

const terminalId = "trm_0123456789" as TerminalId;
const bytesOf = (text: string) => new TextEncoder().encode(text);

function aStream() {
  const json: { type: string; fromOffset?: number | null }[] = [];
  const sent: { kind: number; offset: number; text: string }[] = [];
  const waiting: (() => void)[] = [];
  let shown = "";
  const stream = createTerminalStream({
    terminalId,
    channel: 1,
    clientId: "client-0001",
    wire: {
      sendJson: (message) => json.push(message as { type: string }),
      sendBytes: (bytes) => {
        const frame = decodeFrame(bytes);
        if (frame)
          sent.push({
            kind: frame.kind,
            offset: frame.offset,
            text: new TextDecoder().decode(frame.payload),
          });
      },
    },
    sink: {
      reset: () => {
        shown = "";
      },
      write: (bytes, parsed) => {
        shown += new TextDecoder().decode(bytes);
        waiting.push(parsed);
      },
      trouble: () => {},
    },
  });
  const attached = (
    offset: number,
    change: { reset?: boolean; liveOffset?: number; inputOffset?: number } = {},
  ) =>
    stream.onAttached({
      type: "attached",
      channel: 1,
      terminalId,
      offset,
      liveOffset: offset,
      inputOffset: 0,
      reset: false,
      prefix: "",
      info: { id: terminalId, sandboxId: "sbx_0123456789" as SandboxId, state: "open", exitCode: null },
      ...change,
    });
  const output = (offset: number, text: string) => {
    const frame = decodeFrame(encodeFrame(FrameKind.output, 1, offset, bytesOf(text)));
    if (frame) stream.onFrame(frame);
  };
  const parseAll = () => {
    for (const parsed of waiting.splice(0)) parsed();
  };
  const of = (kind: number) => sent.filter((frame) => frame.kind === kind);
  return { stream, json, of, attached, output, parseAll, shown: () => shown };
}

describe("a terminal's stream", () => {
  test("shows each byte once and in order when frames overlap", () => {
    const { attached, output, shown } = aStream();
    attached(0, { reset: true });
    output(0, "abc");
    output(0, "abc");
    output(2, "cde");
    expect(shown()).toBe("abcde");
  });

  test("asks again from where it is when bytes are missing", () => {
    const { attached, output, shown, json } = aStream();
    attached(0, { reset: true });
    output(0, "abc");
    output(9, "xyz");
    expect(shown()).toBe("abc");
    expect(json.at(-1)).toMatchObject({ type: "attach", fromOffset: 3 });
  });

  test("acknowledges what was parsed, not what was received", () => {
    const { attached, output, parseAll, of } = aStream();
    attached(0, { reset: true });
    output(0, "abc");
    expect(of(FrameKind.outputAck)).toEqual([]);
    parseAll();
    expect(of(FrameKind.outputAck).at(-1)?.offset).toBe(3);
  });

  test("sends after a reconnect only what was not taken, at the same position", () => {
    const { stream, attached, of } = aStream();
    attached(0, { reset: true });
    stream.type("hello", true);
    stream.onLost();
    stream.type(" you", true);
    attached(0, { inputOffset: 3 });
    expect(of(FrameKind.input)).toMatchObject([
      { offset: 0, text: "hello" },
      { offset: 3, text: "lo" },
      { offset: 5, text: " you" },
    ]);
  });

  test("types what came before the first answer after what this page typed earlier, none of it lost", () => {
    const { stream, attached, of } = aStream();
    stream.type("early", true);
    attached(0, { reset: true, inputOffset: 40 });
    stream.type("!", true);
    expect(of(FrameKind.input)).toMatchObject([
      { offset: 40, text: "early" },
      { offset: 45, text: "!" },
    ]);
  });

  test("counts anew with a restarted agent, sends what was kept and nothing that may have arrived", () => {
    const { stream, attached, of } = aStream();
    attached(0, { reset: true, inputOffset: 7 });
    stream.type("rm -r old\r", true);
    stream.onLost();
    stream.type("ls", true);
    attached(0, { inputOffset: 0 });
    stream.type("\r", true);
    expect(of(FrameKind.input)).toMatchObject([
      { offset: 7, text: "rm -r old\r" },
      { offset: 0, text: "ls" },
      { offset: 2, text: "\r" },
    ]);
  });

  test("keeps the emulator's answers to replayed output to itself, and lets keys through", () => {
    const { stream, attached, output, parseAll, of } = aStream();
    attached(0, { reset: true, liveOffset: 4 });
    output(0, "\x1b[6n.");
    stream.type("\x1b[1;1R", true);
    stream.type("k", true);
    parseAll();
    stream.type("\x1b[2;2R", true);
    expect(of(FrameKind.input).map((frame) => frame.text)).toEqual(["k", "\x1b[2;2R"]);
  });

  test("leaves answers to another tab while nobody looks at this one", () => {
    const { stream, attached, of } = aStream();
    attached(0, { reset: true });
    stream.type("\x1b[?1;2c", false);
    expect(of(FrameKind.input)).toEqual([]);
  });

  test("refuses more input than it may keep", () => {
    const { stream } = aStream();
    expect(stream.type("x".repeat(1024 * 1024), true)).toBe(true);
    expect(stream.type("x", true)).toBe(false);
  });
});
