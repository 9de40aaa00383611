import { expect, it } from "vitest";
import { attributesOf, render, withTag, words } from "./rendering.ts";

const native = (markdown: string) => render("native", markdown);
const block = async (info: string, code = "x") =>
  attributesOf((await native(`\`\`\`${info}\n${code}\n\`\`\``)).text, "code-block")[0];

it.each([
  ["bash", { language: "bash", actions: "run copy" }],
  ["sh", { language: "sh", actions: "run copy" }],
  ["console", { language: "console", actions: "run copy" }],
  ["yaml", { language: "yaml", actions: "copy" }],
  ["output", { language: "output", actions: "" }],
  ["", { actions: "copy" }],
  ["bash no-run", { language: "bash", actions: "copy" }],
  ["bash no-copy", { language: "bash", actions: "run" }],
  ["python run", { language: "python", actions: "run copy" }],
  ["bash terminal=2", { language: "bash", actions: "run copy", terminal: "2" }],
  [
    "bash terminal=logs node=node2",
    { language: "bash", actions: "run copy", terminal: "logs", node: "node2" },
  ],
  ["bash interrupt no-enter", { language: "bash", actions: "run copy", interrupt: true, noEnter: true }],
  ["python save=app/x.py", { language: "python", actions: "copy save", path: "/root/app/x.py" }],
  [
    "python insert=/srv/x.py",
    { language: "python", actions: "copy insert", path: "/srv/x.py", target: "replace" },
  ],
  [
    "python save=app/x.py node=node2",
    { language: "python", actions: "copy save", node: "node2", path: "/root/app/x.py" },
  ],
  ["yaml highlight=2,5-7", { language: "yaml", actions: "copy", highlight: "2,5-7" }],
  ['yaml save="my file.yml"', { language: "yaml", actions: "copy save", path: "/root/my file.yml" }],
])("a block of %j has its buttons", async (info, expected) => {
  expect(await block(info)).toEqual({ text: "x", ...expected });
});

it("tells words after a fence that it does not know, by their line in the file", async () => {
  const { remarks } = await native("one\n\n```bash run-twice node=node9\nls\n```\n");
  expect(remarks).toEqual([
    {
      severity: "warning",
      file: "steps/01-hello.md",
      line: 13,
      message: '"run-twice" after a code fence is not understood.',
    },
    {
      severity: "warning",
      file: "steps/01-hello.md",
      line: 13,
      message: "node9 is no node: node1 to node5 are.",
    },
  ]);
});

it("colours code in both schemes and keeps every character of it", async () => {
  const code = "FROM alpine\n\nRUN apk add nginx # web";
  const { text } = await native(`\`\`\`dockerfile\n${code}\n\`\`\``);
  const lines = withTag(text, "span").filter(({ attributes }) => attributes?.line !== undefined);
  expect(lines.map(({ attributes }) => attributes?.line)).toEqual([1, 2, 3]);
  expect(lines.map(({ children }) => words(children ?? [])).join("\n")).toBe(code);
  const colours = withTag(text, "span").flatMap(({ attributes }) => attributes?.light ?? []);
  expect(new Set(colours).size).toBeGreaterThan(1);
  for (const colour of colours) expect(colour).toMatch(/^#[0-9a-fA-F]{6}$/);
});

it("types what a run directive shows, whatever Markdown would make of it", async () => {
  const { text } = await native(
    "Type :run[docker ps --format '{{.Names}}' *a* $$name$$]{terminal=2 node=node2}.",
  );
  const shown = "docker ps --format '{{.Names}}' *a* Ada";
  expect(withTag(text, "inline-code")).toEqual([
    {
      tag: "inline-code",
      attributes: { text: shown, action: "run", terminal: "2", node: "node2" },
      children: [shown],
    },
  ]);
});

it.each([
  [
    ":file[the Dockerfile]{path=app/Dockerfile line=3}",
    "file-link",
    { path: "/root/app/Dockerfile", line: 3 },
  ],
  [":file[it]{path=/etc/hosts node=node2}", "file-link", { path: "/etc/hosts", node: "node2" }],
  [":port[your page]{port=8080}", "port-link", { node: "node1", port: 8080, path: "/" }],
  [":port[it]{port=80 path=a/b node=node2}", "port-link", { node: "node2", port: 80, path: "/a/b" }],
  ["::variable[Who?]{name=name}", "variable-input", { name: "name", prompt: "Who?", value: "Ada" }],
  [":set[Use 8081]{port=8081 host=a}", "variable-button", { values: '{"port":"8081","host":"a"}' }],
  ["> [!TIP]\n> Try it.", "admonition", { kind: "tip" }],
  ["> [!caution]  \n> Hot.", "admonition", { kind: "caution" }],
  ["```mermaid\ngraph TD; a-->b\n```", "mermaid", { text: "graph TD; a-->b" }],
  ["`docker ps`", "inline-code", { text: "docker ps", action: "copy" }],
  ["![Layers](../images/layers.svg)", "img", { alt: "Layers", src: "/api/labs/x/assets/images/layers.svg" }],
  ["[page]($$preview:8080$$/a?b=1)", "port-link", { node: "node1", port: 8080, path: "/a?b=1" }],
  ["See $$preview:node2:8080$$/a.", "port-link", { node: "node2", port: 8080, path: "/a" }],
])("%j is an element that acts", async (markdown, tag, attributes) => {
  const { text, remarks } = await native(markdown);
  expect(attributesOf(text, tag)).toEqual([attributes]);
  expect(remarks).toEqual([]);
});

it("puts the words of an alert in its box, without its marker", async () => {
  const { text } = await native("> [!WARNING]\n> Do **not** do `this`.\n>\n> - one");
  expect(words(text)).toBe("Do not do this.one");
  expect(withTag(text, "blockquote")).toEqual([]);
  expect(withTag((await native("> [!WARN] no")).text, "blockquote")).toHaveLength(1);
});

it("makes tabs of nested blocks", async () => {
  const { text } = await native(
    '::::tabs\n:::tab{title="Alpine"}\n```bash\napk add curl\n```\n:::\n:::tab{title="Debian"}\napt-get\n:::\n::::\n',
  );
  const [tabs] = withTag(text, "tabs");
  expect(tabs?.children?.map((tab) => typeof tab === "object" && tab.attributes?.title)).toEqual([
    "Alpine",
    "Debian",
  ]);
  expect(attributesOf(text, "code-block")[0]?.text).toBe("apk add curl");
});

it.each([
  ["Hello $$name$$!", "Hello Ada!"],
  ["Hello $$empty$$ and $$nobody$$!", "Hello empty and nobody!"],
  ["\\$\\$name\\$\\$", "$$name$$"],
  ["`echo $$name$$ \\$\\$`", "echo Ada $$"],
  ["costs $$ and $$$", "costs $$ and $$$"],
  ["$$constructor$$", "constructor"],
  ["`curl $$preview:8080$$`", "curl https://node1-8080.preview.test"],
  ["$$preview:99999$$", "$$preview:99999$$"],
])("%j reads %j", async (markdown, expected) => {
  expect(words((await native(markdown)).text)).toBe(expected);
});

it("takes the value of a variable as text, never as Markdown or HTML", async () => {
  const { text } = await render("native", "Hi $$name$$ [x]($$url$$)", {
    variables: { name: "<b>*x*</b>", url: "javascript:alert(1)" },
  });
  expect(text).toEqual([{ tag: "p", children: ["Hi <b>*x*</b> x"] }]);
});

it.each([
  ["at 10:30 sharp", "at 10:30 sharp"],
  ["localhost:8080 and :8080", "localhost:8080 and :8080"],
  ["a:b[c] is prose", "a:b[c] is prose"],
  ["image nginx:alpine{x=1}", "image nginx:alpine{x=1}"],
  [":b[*c*]{d}", ":b[c]{d}"],
  ["::leaf[x]{y=z}", "::leaf[x]{y=z}"],
  [":::box\ninside\n:::", ":::boxinside:::"],
  [":::box[label]{a=b}\ninside", ":::box[label]{a=b}inside"],
  [":port[no port]{port=0}", ":port[no port]{port=0}"],
])("%j does not vanish", async (markdown, expected) => {
  expect(words((await native(markdown)).text)).toBe(expected);
});

it("tells directives that it does not know, but not prose", async () => {
  const { remarks } = await native("a:b[c] 10:30\n\n::leaf[x]{y=z}\n\n:port[x]{port=0}");
  expect(remarks.map(({ line, message }) => [line, message])).toEqual([
    [13, "The directive leaf is not known here."],
    [15, ":port lacks something, or has a value that cannot be."],
  ]);
});

it("keeps GitHub's tables, tasks, footnotes, strikes and folded parts", async () => {
  const { text } = await native(
    "| a | b |\n|:-:|---|\n| 1 | ~~2~~ |\n\n- [x] done\n- [ ] not\n\nA note[^1].\n\n[^1]: Below.\n\n<details><summary>More</summary>\n\nHidden `x`\n\n</details>\n",
  );
  for (const tag of ["table", "thead", "td", "del", "input", "sup", "section", "details", "summary"])
    expect(withTag(text, tag).length, tag).toBeGreaterThan(0);
  expect(attributesOf(text, "td")[0]).toEqual({ align: "center" });
  expect(attributesOf(text, "input")[0]).toEqual({ type: "checkbox", checked: true, disabled: true });
  expect(attributesOf(text, "ul")[0]).toEqual({ className: "contains-task-list" });
  expect(attributesOf(text, "section")[0]).toEqual({ className: "footnotes" });
  const [reference] = attributesOf(text, "a");
  const ids = attributesOf(text, "li").map(({ id }) => id);
  expect(ids).toContain(String(reference?.href).slice(1));
});

it("gives headings ids of their own, that links in the text find", async () => {
  const { text } = await native("# Set up!\n\n## Set up\n\n[up](#set-up)");
  expect([...attributesOf(text, "h1"), ...attributesOf(text, "h2")]).toEqual([
    { id: "lab-set-up" },
    { id: "lab-set-up-1" },
  ]);
  expect(attributesOf(text, "a")).toEqual([{ href: "#lab-set-up" }]);
});
