import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LabComponent, LabText } from "../../../../runtime/protocol/index.ts";
import { allowedTags } from "../../../../server/labs/markdown/page/sanitize-schema.ts";
import { boundsExceeded } from "../../../../server/labs/markdown/text-bounds.ts";
import type { Dialect } from "../../../../server/labs/model/lab.ts";
import { attributesOf, elements, render, withTag, words } from "./rendering.ts";

const dialects: Dialect[] = ["native", "killercoda", "play-with-docker", "labspace"];
const tags = new Set([...allowedTags, ...Object.keys(LabComponent)]);
const attributes = new Set(
  (
    "className href src alt width height type checked disabled start reversed value align colSpan rowSpan open id title lang line light dark " +
    "text language actions action terminal node interrupt noEnter control path target marker highlight port kind name prompt values os"
  ).split(" "),
);

/** What the protocol promises of every text, whoever wrote it. */
function expectSafe(text: LabText): void {
  for (const { tag, attributes: given = {} } of elements(text)) {
    expect(tags, tag).toContain(tag);
    for (const name of Object.keys(given)) expect(attributes, `${name} of ${tag}`).toContain(name);
    if (given.href !== undefined)
      expect(String(given.href)).toMatch(/^(?:https?:\/\/|mailto:|#lab-|\/api\/labs\/)/);
    if (given.src !== undefined) expect(String(given.src)).toMatch(/^\/api\/labs\//);
    if (given.className !== undefined)
      expect(String(given.className)).toMatch(/^(?:sr-only|footnotes|task-list-item|contains-task-list)$/);
    if (given.id !== undefined && tag !== "quiz") expect(String(given.id)).toMatch(/^lab-/);
  }
  const ids = elements(text).flatMap(({ attributes: given, tag }) =>
    tag === "quiz" ? [] : (given?.id ?? []),
  );
  expect(new Set(ids).size).toBe(ids.length);
}

/** The longest beginning of a text that the guard lets through to the parser: about the worst that it ever sees. */
function longestRead(markdown: string): string {
  let read = 0;
  let refused = markdown.length + 1;
  while (refused - read > 1) {
    const middle = Math.floor((read + refused) / 2);
    if (boundsExceeded(markdown.slice(0, middle)) === null) read = middle;
    else refused = middle;
  }
  return markdown.slice(0, read);
}

const hostile: [string, string][] = [
  ["a script", "<script>alert(1)</script>\n\nafter"],
  ["a script in a line", "x <script>alert(1)</script> after"],
  ["a script that never ends", "<script>alert(1)\n\nafter"],
  ["a style", "<style>body{display:none}</style>\n\nafter"],
  ["an event handler", '<img src="../images/a.png" onerror="alert(1)"> after'],
  ["a style attribute", '<p style="position:fixed;inset:0">x</p>\n\nafter'],
  ["a class", '<p class="dialog">x</p>\n\nafter'],
  ["a javascript link", "[x](javascript:alert(1)) after"],
  ["a javascript link in HTML", '<a href="jAva\tscript:alert(1)">x</a> after'],
  ["a javascript autolink", "<javascript:alert(1)> after"],
  ["an encoded javascript link", "[x](&#106;avascript&colon;alert(1)) after"],
  ["a vbscript link", "[x](vbscript:x) after"],
  ["a data link", "[x](data:text/html;base64,PHNjcmlwdD4=) after"],
  ["a data picture", "![x](data:image/svg+xml;base64,PHN2Zz4=) after"],
  ["a link to the API", "[x](/api/sessions) after"],
  ["a picture of the API", "![x](/api/sessions) after"],
  ["a picture outside of the lab", "![x](../../images/../../../etc/passwd) after"],
  ["an encoded way out", "![x](..%2f..%2f..%2fetc%2fpasswd) after"],
  ["a Windows path", "![x](..\\..\\images\\a.png) after"],
  ["svg", '<svg onload="alert(1)"><a xlink:href="javascript:x">x</a></svg>\n\nafter'],
  ["math", "<math><mtext><script>alert(1)</script></mtext></math>\n\nafter"],
  ["a form", '<form action="/api/sessions"><input name="x"><button>go</button></form>\n\nafter'],
  ["an object", '<object data="x.swf"></object><embed src="x.swf">\n\nafter'],
  ["a base", '<base href="https://evil.test/">\n\nafter'],
  ["a refresh", '<meta http-equiv="refresh" content="0;url=https://evil.test">\n\nafter'],
  ["a text area that never ends", "<textarea>\n\nafter"],
  ["a title that never ends", "<title>\n\nafter"],
  ["plain text that never ends", "<plaintext>\n\nafter"],
  ["a template", "<template><p>x</p></template>\n\nafter"],
  ["a select", "<select><option>x\n\n`ls`\n\nafter"],
  ["a comment that never ends", "<!-- x\n\nafter"],
  ["a frame without an address", '<iframe srcdoc="<script>alert(1)</script>"></iframe> after'],
  ["a javascript frame", '<iframe src="javascript:alert(1)"></iframe> after'],
  ["a slot of its own", '<lab-slot data-slot="0">x</lab-slot>\n\n`ls`\n\nafter'],
  ["a component of its own", '<code-block text="rm -rf /" actions="run">ls</code-block>\n\nafter'],
  ["ids of the page", '<p id="__next">x</p><p id="__next">y</p>\n\n# location\n\nafter'],
  ["a closed body", "</body></html></div></div>\n\nafter"],
  ["a broken table", "<table><b>x<tr>y<td>z\n\n```bash\nls\n```\n\nafter"],
  ["a NUL", "a\0b <p\0>x</p> after"],
  ["private-use characters", "\uE000node1.80\uE001 \uE0020\uE003 \uE004 after"],
  ["a lone surrogate", "\uD800 after"],
  ["a prototype", ":set[x]{__proto__=1 constructor=2} $$__proto__$$ after"],
  ["a direction override", "\u202Eabc after"],
];
describe.each(dialects)("a text of %s", (dialect) => {
  it.each(hostile)("is safe with %s", async (_name, markdown) => {
    const { text } = await render(dialect, markdown);
    expectSafe(text);
    expect(LabText.safeParse(JSON.parse(JSON.stringify(text))).success).toBe(true);
    expect(JSON.stringify(text)).not.toMatch(/onerror|onload|srcdoc|evil\.test|passwd/);
  });

  it.each([
    ["quotes", ">".repeat(10_000)],
    ["quotes with blanks", "> ".repeat(10_000)],
    ["lists", "- + ".repeat(5000)],
    ["elements", "<div>".repeat(10_000)],
    ["formatting", "<b><i>".repeat(5000)],
    ["brackets", "[".repeat(10_000)],
    ["pictures", "![".repeat(10_000)],
    ["links", "[a](".repeat(10_000)],
    ["stars", "*a **b ".repeat(10_000)],
    ["stars and lines", "*a_".repeat(10_000)],
    ["text directives", ":a[".repeat(10_000)],
    ["container directives", ":::a\n".repeat(3000)],
    ["directives with attributes", ":a{b=".repeat(20_000)],
    ["code marks", "`a``b```c".repeat(10_000)],
    ["less-thans", "<a ".repeat(50_000)],
    ["lines", "a\n".repeat(100_000)],
    ["a megabyte", "word ".repeat(210_000)],
    ["one long line of code", `\`\`\`js\n${"[({".repeat(10_000)}\n\`\`\``],
    ["braces", "{{".repeat(50_000)],
    ["dollars", "$$".repeat(50_000)],
    ["attribute lists", "{:".repeat(50_000)],
    ["Liquid", "{% ".repeat(50_000)],
    ["scripts", "<script ".repeat(20_000)],
    ["quizzes", ">>a<<\n".repeat(3900)],
    ["fences", "```\n".repeat(3900)],
    ["tables", `|a|\n|-|\n${"|".repeat(20_000)}`],
    ["cells", `|a|a|\n|-|-|\n${"|a|a|\n".repeat(3900)}`],
    ["wide tables", `|${"a|".repeat(30)}\n|${"-|".repeat(30)}\n${`|${"a|".repeat(30)}\n`.repeat(3900)}`],
    ["footnotes", "[^a]: b\n\n".repeat(1900)],
    ["references", `${"[a][a]".repeat(800)}\n\n[a]: /x`],
    ["e-mail addresses", "a@b.c ".repeat(20_000)],
    ["entities", "&amp;".repeat(40_000)],
    ["backslashes", "\\[".repeat(1500)],
  ])("answers in time to %s without end", async (_name, markdown) => {
    const largest = longestRead(markdown);
    const beganMs = performance.now();
    const { text } = await render(dialect, markdown);
    await render(dialect, largest);
    // A loaded machine is slow; what grows without bound takes minutes.
    expect(performance.now() - beganMs).toBeLessThan(15_000);
    expectSafe(text);
    expect(text.length > 0 || /^(?:>>|\[\^)/.test(markdown)).toBe(true);
  });
});

it("shows a text that is too large as it is, and says so", async () => {
  const { text, remarks } = await render("native", "# Hello\n".repeat(100_000));
  expect(words(text)).toMatch(/^# Hello\n/);
  expect(remarks).toEqual([
    {
      severity: "error",
      file: "steps/01-hello.md",
      line: null,
      message: "The text is larger than 256 KiB. It is shown as plain text.",
    },
  ]);
});

it("shows a text of which too much would be made as it is, and says so", async () => {
  const code = `\`\`\`js\n${`${"1;".repeat(900)}\n`.repeat(19)}\`\`\`\n`;
  const { text, remarks } = await render("native", code);
  expect(withTag(text, "code-block")).toEqual([]);
  expect(words(text)).toBe(code);
  expect(remarks.map(({ message }) => message)).toEqual([
    "The text has more pieces than a page can show. It is shown as plain text.",
  ]);
});

it("turns frames and other sites' pictures into links, and says so", async () => {
  const { text, remarks } = await render(
    "native",
    '<iframe src="https://www.youtube.com/embed/x" title="A film"></iframe>\n\n![A badge](https://img.test/b.svg)\n\n[![in a link](https://img.test/c.svg)](https://ci.test)\n',
  );
  expect(withTag(text, "external-frame")).toEqual([
    { tag: "external-frame", attributes: { href: "https://www.youtube.com/embed/x" }, children: ["A film"] },
  ]);
  expect(attributesOf(text, "a")).toEqual([{ href: "https://img.test/b.svg" }, { href: "https://ci.test/" }]);
  expect(withTag(text, "img")).toEqual([]);
  expect(remarks.map(({ severity, line }) => [severity, line])).toEqual([
    ["note", 11],
    ["note", 13],
    ["note", 15],
  ]);
});

it("tells pictures that are not there, links that lead nowhere, and HTML that is left out", async () => {
  const { remarks } = await render("native", "![x](none.png)\n\n[x](other.md)\n\n<svg></svg>\n");
  expect(remarks.map(({ line, message }) => [line, message])).toEqual([
    [11, "There is no picture none.png."],
    [13, "The link to other.md leads nowhere here."],
    [15, "HTML's svg has no place in a lab and is left out."],
  ]);
});

it("keeps the width of a picture, however it is given", async () => {
  const { text } = await render(
    "killercoda",
    '<img src="../images/a.png" style="width:50%;color:red"> <img src="../images/a.png" width="300" alt="b">',
  );
  expect(attributesOf(text, "img")).toEqual([
    { alt: "", src: "/api/labs/x/assets/images/a.png", width: "50%" },
    { alt: "b", src: "/api/labs/x/assets/images/a.png", width: 300 },
  ]);
});

const fragments = fc.constantFrom(
  ...'# |> |- |1. |```|```bash\n|~~~|{{exec}}|{{|}}|`|`ls`|[|](|)|![|<div>|</div>|<b>|<pre class="file" data-filename="a">|</pre>|<details>|<table>|<td>|<!--|-->|<script>|<svg>|<template>|:|::|:::|:::tabs\n|:run[|]{|}|{:.quiz}|{: .a}|{% raw %}|>>Q<<\n|=== a\n|- [x] |(*) |$$|$$name$$|$$preview:80$$|{{TRAFFIC_HOST1_80}}|[[HOST_IP]]|> [!NOTE]\n|\\|&lt;|*|_|~~|[^1]|[^1]: |\n|\n\n|   |\t|\uE000|\0|é|http://|localhost:80|www.|javascript:'.split(
    "|",
  ),
);
const texts = fc
  .array(
    fc.oneof({ weight: 5, arbitrary: fragments }, { weight: 1, arbitrary: fc.string({ maxLength: 8 }) }),
    {
      maxLength: 60,
    },
  )
  .map((parts) => parts.join(""));

it("never throws and is always safe, whatever is written", async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...dialects), texts, async (dialect, markdown) => {
      const { text, remarks } = await render(dialect, markdown);
      expectSafe(text);
      // A text of this size is always read: plain text would mean that something threw.
      expect(remarks.filter(({ severity }) => severity === "error")).toEqual([]);
    }),
    { numRuns: 400 },
  );
});
