import { expect, it } from "vitest";
import type { RenderContext } from "../../../../server/labs/markdown/render-text.ts";
import { attributesOf, render, words } from "./rendering.ts";

const labspace = (markdown: string, given: Partial<RenderContext> = {}) =>
  render("labspace", markdown, given);

it.each([
  ["bash", { actions: "run copy", language: "bash" }],
  ["shell", { actions: "run copy", language: "shell" }],
  ["console", { actions: "run copy", language: "console" }],
  ["json", { actions: "copy", language: "json" }],
  ["bash no-run-button", { actions: "copy", language: "bash" }],
  ["bash no-copy-button no-run-button", { actions: "", language: "bash" }],
  [
    "yaml save-as=compose.yaml",
    { actions: "copy save", language: "yaml", path: "/root/project/compose.yaml" },
  ],
  ["sh save-as=~/bin/x", { actions: "run copy save", language: "sh", path: "/root/bin/x" }],
  ["bash terminal-id=logs", { actions: "run copy", language: "bash", terminal: "logs" }],
  ["yaml highlight=2-3,6", { actions: "copy", language: "yaml", highlight: "2-3,6" }],
])("a block of %j has its buttons", async (info, expected) => {
  const { text, remarks } = await labspace(`\`\`\`${info}\nx\n\`\`\``, { workingFolder: "/root/project" });
  expect(attributesOf(text, "code-block")).toEqual([{ text: "x", ...expected }]);
  expect(remarks).toEqual([]);
});

it.each([
  [
    ':tabLink[Open]{href="http://localhost:3000/a" title="App" id="app"}',
    "port-link",
    { node: "node1", port: 3000, path: "/a" },
  ],
  ['::tabLink[Docs]{href="https://docs.docker.com"}', "a", { href: "https://docs.docker.com/" }],
  [':fileLink[it]{path="src/a.js" line=3}', "file-link", { path: "/root/src/a.js", line: 3 }],
  [
    '::variableDefinition[name]{prompt="Who?"}',
    "variable-input",
    { name: "name", prompt: "Who?", value: "Ada" },
  ],
  ['::variableSetButton[Set]{variables="a=1,b=x=y"}', "variable-button", { values: '{"a":"1","b":"x=y"}' }],
  ['::::conditionalDisplay{os="mac,linux"}\nx\n::::', "os-only", { os: "mac,linux" }],
  ["[l](http://localhost:8080)", "port-link", { node: "node1", port: 8080, path: "/" }],
  ["Open http://localhost:8080/x now", "port-link", { node: "node1", port: 8080, path: "/x" }],
  ["![a](images/a.png)", "img", { alt: "a", src: "/api/labs/x/assets/images/a.png" }],
  ["![a](./images/a.png)", "img", { alt: "a", src: "/api/labs/x/assets/images/a.png" }],
  ["> [!IMPORTANT]\n> x", "admonition", { kind: "important" }],
])("%j is an element that acts", async (markdown, tag, expected) => {
  const { text, remarks } = await labspace(markdown);
  expect(attributesOf(text, tag)).toEqual([expected]);
  expect(remarks).toEqual([]);
});

it.each([
  ['variable="name" requiredValue="Ada"', true],
  ['variable="name" requiredValue="Bob"', false],
  ['variable="name" hasValue', true],
  ['variable="empty" hasValue', false],
  ['variable="nobody" hasNoValue', true],
  ['variable="name" hasNoValue', false],
])("what is shown when %s", async (condition, shown) => {
  const { text } = await labspace(`:::conditionalDisplay{${condition}}\nHere.\n:::\n`);
  expect(words(text)).toBe(shown ? "Here." : "");
});

it("tells directives that lack what they need, and shows them as written", async () => {
  const { text, remarks } = await labspace("::fileLink[x]{}\n\n::variableSetButton[x]\n\n::other[x]");
  expect(words(text)).toBe("::fileLink[x]{}::variableSetButton[x]::other[x]");
  expect(remarks.map(({ line, message }) => [line, message])).toEqual([
    [11, ":fileLink has no path."],
    [13, ":variableSetButton sets no variables."],
    [15, "The directive other is not known here."],
  ]);
});
