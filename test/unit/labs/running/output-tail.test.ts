import { expect, it } from "vitest";
import { createOutputTail, plainText } from "../../../../server/labs/running/output-tail.ts";
import { scriptProblem } from "../../../../server/labs/running/script-problem.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

it.each([
  ["colours", "\u001b[31mred\u001b[0m\n", "red\n"],
  ["a title of the terminal", "\u001b]0;title\u0007text", "text"],
  ["progress that writes over itself", "10%\r50%\r100%\ndone", "100%\ndone"],
  ["lines of Windows", "one\r\ntwo\r\n", "one\ntwo\n"],
  ["bells and zeros", "a\u0007\u0000b\tc", "ab\tc"],
])("plain text has no %s", (_, text, expected) => {
  expect(plainText(text)).toBe(expected);
});

it("the last bytes are kept, however they come", () => {
  const tail = createOutputTail(10);
  for (let number = 0; number < 10_000; number++) tail.add(bytes(`${number}\n`));
  expect(tail.text()).toBe("9998\n9999\n");
  expect(tail.isTruncated()).toBe(true);
  expect(tail.sizeBytes()).toBe(48_890);
});

it("a character that the cut went through is left out", () => {
  const tail = createOutputTail(4);
  tail.add(bytes("ééé".repeat(2)));
  tail.add(bytes("x"));
  expect(tail.text()).toBe("éx");
});

it("output that fits is told whole", () => {
  const tail = createOutputTail(10);
  tail.add(bytes("0123456789"));
  expect([tail.text(), tail.isTruncated()]).toEqual(["0123456789", false]);
});

it.each([
  [{ exitCode: 0, timedOut: false, flooded: false }, null],
  [{ exitCode: 1, timedOut: false, flooded: false }, "ended with exit status 1"],
  [{ exitCode: -1, timedOut: true, flooded: false }, "took longer than its 60 seconds and was ended"],
  [{ exitCode: -1, timedOut: false, flooded: true }, "said more than 32 MiB and was ended"],
  [
    { exitCode: -1, timedOut: false, flooded: false },
    "was cut off: the sandbox or the connection to it went away",
  ],
  [{ exitCode: 126, timedOut: false, flooded: false }, expect.stringContaining("not executable")],
  [{ exitCode: 127, timedOut: false, flooded: false }, expect.stringContaining("does not exist")],
  [{ exitCode: 137, timedOut: false, flooded: false }, expect.stringContaining("signal 9")],
  [{ exitCode: 255, timedOut: false, flooded: false }, "ended with exit status 255"],
])("the problem of %o", (result, words) => {
  expect(scriptProblem(result, 60_000)).toEqual(words);
});
