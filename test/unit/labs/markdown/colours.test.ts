import { expect, it } from "vitest";
import { createCodeHighlighter } from "../../../../server/labs/markdown/colours/highlight-code.ts";

it("keeps what it coloured last, by how many words that has", async () => {
  // A line of `1+1` is four elements.
  const highlighter = createCodeHighlighter(100);
  const code = (name: string, lines: number) => `//${name}\n${Array(lines).fill("1+1").join("\n")}`;
  const first = await highlighter.lines(code("a", 10), "js");
  expect(await highlighter.lines(code("a", 10), "js")).toBe(first);
  await highlighter.lines(code("b", 10), "js");
  await highlighter.lines(code("c", 10), "js");
  expect(await highlighter.lines(code("a", 10), "js")).not.toBe(first);
  const long = await highlighter.lines(code("d", 200), "js");
  expect(await highlighter.lines(code("d", 200), "js")).not.toBe(long);
});
