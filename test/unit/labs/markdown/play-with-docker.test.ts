import { expect, it } from "vitest";
import { attributesOf, render, withTag, words } from "./rendering.ts";

const play = (markdown: string) =>
  render("play-with-docker", markdown).then((rendered) => ({ ...rendered, words: words(rendered.text) }));

it.each([
  ["```.term1\ndocker ps\n```", { actions: "run copy", node: "node1" }],
  ["````.term2\ndocker ps\n````", { actions: "run copy", node: "node2" }],
  ["1. In a list\n\n   ```.term1\n   docker ps\n   ```", { actions: "run copy", node: "node1" }],
  ["``` .term3\ndocker ps\n```", { actions: "run copy", node: "node3" }],
  ["```bash\ndocker ps\n```", { actions: "copy", language: "bash" }],
  ["```\ndocker ps\n```", { actions: "copy" }],
  ["{% highlight bash %}\ndocker ps\n{% endhighlight %}", { actions: "copy", language: "bash" }],
])("%j is a block", async (markdown, expected) => {
  const { text, remarks } = await play(markdown);
  expect(attributesOf(text, "code-block")).toEqual([{ text: "docker ps", ...expected }]);
  expect(remarks).toEqual([]);
});

it.each([
  ['[8080](/){:data-term=".term2"}{:data-port="8080"}', { node: "node2", port: 8080, path: "/" }],
  ["[a](/x/y){:data-term='.term1'}{:data-port='80'}", { node: "node1", port: 80, path: "/x/y" }],
  ['[a](/){:data-port="5000" data-term=".term3"}', { node: "node3", port: 5000, path: "/" }],
])("%j is a port's preview", async (markdown, expected) => {
  const { text, words: seen } = await play(`Go to ${markdown}.`);
  expect(attributesOf(text, "port-link")).toEqual([expected]);
  expect(seen).not.toContain("{");
});

it.each([
  [
    '[Docker](https://docs.docker.com){:target="_blank"} and [b](https://b.test){:target="_blank"}',
    "Docker and b",
  ],
  ["# Title {: #own .big}", "Title"],
  ["A paragraph\n{: .alert .alert-info}", "A paragraph"],
  ["* TOC\n{:toc}\n\nText", "Text"],
  ["{% raw %}{{ .Name }}{% endraw %}", "{{ .Name }}"],
  ["{% comment %}hidden\nstill{% endcomment %}shown", "shown"],
  ["`docker ps`{:.term1}", "docker ps"],
])("%j reads %j", async (markdown, expected) => {
  const { words: seen, remarks } = await play(markdown);
  expect(seen.trim()).toBe(expected);
  expect(remarks).toEqual([]);
});

it("finds pictures at the repository's root, in every way that they are written", async () => {
  const { text } = await play(
    "![a](/images/a.png) ![b](../images/b.png){: .img} ![c]({{ site.baseurl }}/images/c.png)",
  );
  expect(attributesOf(text, "img").map(({ src }) => src)).toEqual(
    ["a", "b", "c"].map((name) => `/api/labs/x/assets/images/${name}.png`),
  );
});

it("tells what only Jekyll knows", async () => {
  const { remarks } = await play("{% include term.html %}\n\n{{ page.title }}");
  expect(remarks.map(({ line, message }) => [line, message])).toEqual([
    [11, "{% include term.html %} is Jekyll's and is left out."],
    [13, "{{ page.title }} is Jekyll's and is left out."],
  ]);
});

it("finds quizzes", async () => {
  const { text, quizzes, remarks } = await play(
    "{:.quiz}\nWhat is the *difference*?\n- ( ) one that is\n  long\n- (x) two\n\n{:.quiz}\nWhich?\n\n- [x] a\n- [ ] b\n- [x] c\n\nEnd",
  );
  expect(attributesOf(text, "quiz")).toEqual([{ id: "text-1" }]);
  expect(withTag(text, "li")).toEqual([]);
  expect(quizzes[0]?.questions).toMatchObject([
    {
      kind: "single",
      text: { markdown: "What is the *difference*?", lineOffset: 11 },
      options: [{ text: { markdown: "one that is long" }, correct: false }, { correct: true }],
    },
    { kind: "several", options: [{ correct: true }, { correct: false }, { correct: true }] },
  ]);
  expect(quizzes[0]?.required).toBe(false);
  expect(remarks).toEqual([]);
});
