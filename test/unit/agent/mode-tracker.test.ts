import fc from "fast-check";
import { expect, test } from "vitest";
import { createModeTracker } from "../../../runtime/agent/terminals/mode-tracker.ts";

const prefixOf = (...parts: string[]) => {
  const tracker = createModeTracker();
  for (const part of parts) tracker.feed(Buffer.from(part, "latin1"));
  return tracker.prefix();
};

test.each([
  ["nothing set", "hello\r\n", ""],
  ["alternate screen", "\x1b[?1049h", "\x1b[?1049h"],
  ["set and reset again", "\x1b[?1049hx\x1b[?1049l", ""],
  ["cursor hidden", "\x1b[?25l", "\x1b[?25l"],
  ["several in one sequence", "\x1b[?1000;1006h", "\x1b[?1000h\x1b[?1006h"],
  ["a mode that is not kept", "\x1b[?12h", ""],
  ["full reset", "\x1b[?2004h\x1bc", ""],
  ["not a private mode", "\x1b[4h\x1b[31m", ""],
  ["broken off by another sequence", "\x1b[?10\x1b[?2004h", "\x1b[?2004h"],
  ["an endless sequence is dropped", `\x1b[?${"1".repeat(500)}h`, ""],
])("%s", (_name, text, prefix) => {
  expect(prefixOf(text)).toBe(prefix);
});

test("the way the stream is cut into pieces changes nothing", () => {
  const piece = fc.constantFrom("\x1b", "[", "?", "1049", "25", "2004", ";", "h", "l", "c", "x", "\n");
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      expect(prefixOf(...pieces)).toBe(prefixOf(pieces.join("")));
      expect(prefixOf(...pieces.join(""))).toBe(prefixOf(pieces.join("")));
    }),
  );
});

test("a clone goes its own way", () => {
  const first = createModeTracker();
  first.feed(Buffer.from("\x1b[?20"));
  const second = first.clone();
  second.feed(Buffer.from("04h"));
  expect([first.prefix(), second.prefix()]).toEqual(["", "\x1b[?2004h"]);
});
