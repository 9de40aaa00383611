import { expect, it } from "vitest";
import { attributesOf, render, withTag, words } from "./rendering.ts";

const killercoda = (markdown: string) => render("killercoda", markdown);

it.each([
  ["`ls`", { action: "copy" }],
  ["`ls`{{}}", { action: "none" }],
  ["`ls`{{exec}}", { action: "run" }],
  ["`ls`{{execute}}", { action: "run" }],
  ["`ls` {{execute}}", { action: "run" }],
  ["`ls`{{exec interrupt}}", { action: "run", interrupt: true }],
  ["`ls`{{copy}}", { action: "copy" }],
  ["`ls`{{execute no-newline}}", { action: "run", noEnter: true }],
  ["`ls`{{execute ctrl-seq}}", { action: "run", control: true }],
  ["`ls`{{execute T2}}", { action: "run", terminal: "2" }],
  ["`ls`{{execute HOST2}}", { action: "run", node: "node2" }],
  ["`ls`{{execute T9 HOST1 interrupt}}", { action: "run", terminal: "9", node: "node1", interrupt: true }],
])("%j in a line", async (markdown, expected) => {
  const { text, remarks } = await killercoda(`Then ${markdown}, please.`);
  expect(attributesOf(text, "inline-code")).toEqual([{ text: "ls", ...expected }]);
  expect(words(text)).toBe("Then ls, please.");
  expect(remarks).toEqual([]);
});

const fences: [string, string, Record<string, unknown>][] = [
  ["plain", "```\ndocker ps\n```", { actions: "copy" }],
  ["exec", "```\ndocker ps\n```{{exec}}", { actions: "run copy" }],
  ["copy", "```bash\ndocker ps\n```{{copy}}", { actions: "copy", language: "bash" }],
  ["interrupt", "```\ndocker ps\n```{{exec interrupt}}", { actions: "run copy", interrupt: true }],
  ["blank before", "```\ndocker ps\n``` {{execute T2}}  ", { actions: "run copy", terminal: "2" }],
  ["nothing", "```\ndocker ps\n```{{}}", { actions: "" }],
  ["tildes", "~~~bash\ndocker ps\n~~~{{exec}}", { actions: "run copy", language: "bash" }],
  ["four backticks", "````\ndocker ps\n````{{exec}}", { actions: "run copy" }],
  [
    "in a list",
    "1. One\n\n   ```bash\n   docker ps\n   ```{{exec}}\n2. Two",
    { actions: "run copy", language: "bash" },
  ],
  ["closed to the left of its list", "- One\n  ```\n  docker ps\n ```{{exec}}\n", { actions: "run copy" }],
  [
    "begun on a list's line",
    "- ```bash\n  docker ps\n  ```{{exec}}",
    { actions: "run copy", language: "bash" },
  ],
  ["in a quote", "> ```\n> docker ps\n> ```{{exec}}", { actions: "run copy" }],
  [
    "in details",
    "<details>\n<summary>Tip</summary>\n\n```\ndocker ps\n```{{exec}}\n\n</details>",
    { actions: "run copy" },
  ],
  [
    "in details, with no blank line",
    "<details><summary>Tip</summary>\n```\ndocker ps\n```{{exec}}\n</details>",
    { actions: "run copy" },
  ],
  [
    "highlighted lines",
    "```yaml{2,5,6-9}\ndocker ps\n```",
    { actions: "copy", language: "yaml", highlight: "2,5,6-9" },
  ],
  [
    "highlighted lines, run",
    "```yaml {2, 5}\ndocker ps\n```{{exec}}",
    { actions: "run copy", language: "yaml", highlight: "2,5" },
  ],
];
it.each(fences)("a fence: %s", async (_name, markdown, expected) => {
  const { text, remarks } = await killercoda(`Before\n\n${markdown}\n\nAfter`);
  expect(attributesOf(text, "code-block")).toEqual([{ text: "docker ps", ...expected }]);
  expect(words(text)).not.toContain("{{");
  expect(words(text)).toContain("After");
  expect(remarks).toEqual([]);
});

it("keeps one block's annotation from the next", async () => {
  const { text } = await killercoda("```\na\n```{{exec}}\n```\nb\n```\n```\nc\n```{{copy}}");
  expect(attributesOf(text, "code-block").map(({ actions }) => actions)).toEqual([
    "run copy",
    "copy",
    "copy",
  ]);
});

it("leaves braces in code and prose alone", async () => {
  const { text, remarks } = await killercoda(
    "Jinja has {{ name }}.\n\n```\ndocker ps --format '{{.Names}}'\n{{exec}}\n```\n\n`docker inspect -f '{{.Id}}'`{{exec}}",
  );
  expect(words(text)).toContain("Jinja has {{ name }}.");
  expect(attributesOf(text, "code-block")[0]?.text).toBe("docker ps --format '{{.Names}}'\n{{exec}}");
  expect(attributesOf(text, "inline-code")[0]).toEqual({
    text: "docker inspect -f '{{.Id}}'",
    action: "run",
  });
  expect(remarks).toEqual([]);
});

it("tells annotations that it does not know", async () => {
  const { remarks } = await killercoda("`ls`{{exec twice}}\n\n```\nls\n```{{exec HOST9}}");
  expect(remarks.map(({ line, message }) => [line, message])).toEqual([
    [11, '"twice" in {{…}} is not understood.'],
    [13, '"HOST9" in {{…}} is not understood.'],
  ]);
});

it.each([
  ["{{TRAFFIC_HOST1_80}}", { node: "node1", port: 80, path: "/" }],
  ["{{TRAFFIC_HOST2_8080}}/a/b?c=1.", { node: "node2", port: 8080, path: "/a/b?c=1" }],
  ["[open]({{TRAFFIC_HOST1_80}})", { node: "node1", port: 80, path: "/" }],
  ["[open]({{TRAFFIC_HOST1_3000}}/login)", { node: "node1", port: 3000, path: "/login" }],
  ['<a href="{{TRAFFIC_HOST1_80}}/x">open</a>', { node: "node1", port: 80, path: "/x" }],
  [
    "https://[[HOST_SUBDOMAIN]]-80-[[KATACODA_HOST]].environments.katacoda.com/path",
    { node: "node1", port: 80, path: "/path" },
  ],
  [
    "[d](https://[[HOST2_SUBDOMAIN]]-9000-[[KATACODA_HOST]].[[KATACODA_DOMAIN]]/)",
    { node: "node2", port: 9000, path: "/" },
  ],
  ["[l](http://localhost:8080/x)", { node: "node1", port: 8080, path: "/x" }],
])("%j is a port's preview", async (markdown, expected) => {
  const { text, remarks } = await killercoda(markdown);
  expect(attributesOf(text, "port-link")).toEqual([expected]);
  expect(remarks).toEqual([]);
});

it("puts addresses into commands", async () => {
  const { text } = await killercoda("`curl {{TRAFFIC_HOST1_80}}`{{exec}}\n\n```\nping [[HOST2_IP]]\n```");
  expect(attributesOf(text, "inline-code")[0]?.text).toBe("curl https://node1-80.preview.test");
  expect(attributesOf(text, "code-block")[0]?.text).toBe("ping 10.0.0.2");
});

it("asks for a port where the selector is named", async () => {
  const { text } = await killercoda("[choose]({{TRAFFIC_SELECTOR}}) or {{TRAFFIC_SELECTOR}}");
  expect(withTag(text, "port-choice").map(({ children }) => children)).toEqual([["choose"], ["ports"]]);
});

it("tells placeholders that mean nothing here", async () => {
  const { remarks } = await killercoda("{{TRAFFIC_HOST9_80}}\n\n[[HOST_SUBDOMAIN]]");
  expect(remarks.map(({ line }) => line)).toEqual([11, 13]);
});

it("opens files, and puts text into them", async () => {
  const { text, remarks } = await killercoda(
    'Open `app/app.js`{{open}} and `b.js`{{open HOST2}}.\n\n<pre class="file" data-filename="app.js" data-target="insert" data-marker="#TODO">\nif (a &lt; b) {\n\n}\n</pre>\n\n<pre class="file" data-filename="Dockerfile" data-target="replace">FROM alpine</pre>\n\n<pre class="file" data-target="clipboard">copied</pre>\n',
  );
  expect(attributesOf(text, "file-link")).toEqual([
    { path: "/root/app/app.js" },
    { path: "/root/b.js", node: "node2" },
  ]);
  expect(attributesOf(text, "code-block")).toEqual([
    {
      text: "if (a < b) {\n\n}",
      language: "js",
      actions: "insert copy",
      path: "/root/app.js",
      target: "insert",
      marker: "#TODO",
    },
    {
      text: "FROM alpine",
      language: "dockerfile",
      actions: "insert copy",
      path: "/root/Dockerfile",
      target: "replace",
    },
    { text: "copied", actions: "copy" },
  ]);
  expect(remarks).toEqual([]);
});

it("finds quizzes in the text, by file and line", async () => {
  const { text, quizzes, remarks } = await killercoda(
    "Think.\n>>Which command lists images?<<\n=== docker images\n\n>>Name any command that shows containers<<\n=~= ps\n>>Which are instructions? (several)<<\n[*] COPY\n[*] EXPOSE\n[ ] INSTALL\n>>What does -d do? (one)<<\n(*) detaches\n( ) deletes\n\nMore.\n\n>>Last?<<\n( ) no\n(*) yes\n",
  );
  expect(attributesOf(text, "quiz")).toEqual([{ id: "text-1" }, { id: "text-2" }]);
  expect(text.map((node) => (typeof node === "string" ? node : node.tag))).toEqual([
    "p",
    "quiz",
    "p",
    "quiz",
  ]);
  expect(quizzes.map(({ questions }) => questions.map(({ kind }) => kind))).toEqual([
    ["text", "text", "several", "single"],
    ["single"],
  ]);
  expect(quizzes[0]?.questions[1]).toMatchObject({
    id: "q2",
    text: { markdown: "Name any command that shows containers", file: "steps/01-hello.md", lineOffset: 14 },
    accept: [{ kind: "contains", value: "ps" }],
  });
  expect(quizzes[0]?.questions[2]).toMatchObject({
    options: [{ correct: true }, { correct: true }, { correct: false }],
  });
  expect(quizzes.every(({ required }) => required)).toBe(true);
  expect(remarks).toEqual([]);
});

it("takes no quiz out of a block of code, and tells one without answers", async () => {
  const { quizzes, remarks } = await killercoda("```\n>>Q<<\n=== a\n```\n\n>>Nothing?<<\n\nEnd");
  expect(quizzes).toEqual([]);
  expect(remarks.map(({ line }) => line)).toEqual([16]);
});
