import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import { LabText } from "../../../../app/workspace/lab/text/lab-text.tsx";
import {
  IN_PRINT,
  LabTextContext,
  READ_ONLY,
  type TextActions,
} from "../../../../app/workspace/lab/text/text-actions.ts";
import type { LabNode } from "../../../../runtime/protocol/index.ts";

const done = () => Promise.resolve(true);
const actions: TextActions = {
  run: done,
  save: done,
  insert: done,
  openFile: () => undefined,
  openPort: () => undefined,
  setVariables: done,
};

const draw = (...text: LabNode[]) => renderToStaticMarkup(<LabText text={text} />);
const drawIn = (surroundings: Partial<typeof READ_ONLY>, ...text: LabNode[]) =>
  renderToStaticMarkup(
    <LabTextContext value={{ ...READ_ONLY, ...surroundings }}>
      <LabText text={text} />
    </LabTextContext>,
  );

const block = (attributes: Record<string, string | number | boolean>, ...children: LabNode[]): LabNode => ({
  tag: "code-block",
  attributes,
  children,
});

describe("ordinary elements", () => {
  test("headings stand below those of the page, and their places are kept apart from the page's own", () => {
    expect(draw({ tag: "h1", attributes: { id: "root" }, children: ["Hello"] })).toContain(
      '<h3 id="lab-root">Hello</h3>',
    );
  });

  test.each([
    "script",
    "style",
    "iframe",
    "object",
    "svg",
    "form",
    "button",
    "textarea",
    "__proto__",
    "constructor",
  ])("<%s> is not drawn, its words are", (tag) => {
    const html = draw({ tag, attributes: { src: "x", onclick: "x" }, children: ["words"] });
    expect(html).toContain("words");
    expect(html).not.toContain(`<${tag}`);
    expect(html).not.toContain("onclick");
  });

  test("attributes that an element is not known to have are not taken over", () => {
    const html = draw({
      tag: "p",
      attributes: {
        style: "position:fixed",
        onclick: "alert(1)",
        class: "fixed sr-only",
        dangerouslySetInnerHTML: "x",
      },
      children: ["a"],
    });
    expect(html).toContain('<p class="sr-only">a</p>');
  });

  test("a table can be scrolled by itself and keeps its spans", () => {
    const cell: LabNode = { tag: "td", attributes: { colSpan: 2, align: "right" }, children: ["1"] };
    const html = draw({
      tag: "table",
      children: [{ tag: "tbody", children: [{ tag: "tr", children: [cell] }] }],
    });
    expect(html).toContain('class="lab-scroll"');
    expect(html).toContain('<td style="text-align:right" colSpan="2">1</td>');
  });

  test("text nested deeper than anybody writes keeps its words", () => {
    let deep: LabNode = "the bottom";
    for (let level = 0; level < 2_000; level++) deep = { tag: "div", children: [deep] };
    expect(draw(deep)).toContain("the bottom");
  });
});

describe("links and pictures", () => {
  test.each([
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "//elsewhere.example",
    "/sessions",
    "file:///etc",
  ])("a link to %s is its words alone", (href) => {
    expect(draw({ tag: "a", attributes: { href }, children: ["there"] })).not.toContain("href");
  });

  test("a link elsewhere opens a tab of its own and tells it nothing", () => {
    const html = draw({ tag: "a", attributes: { href: "https://docs.docker.com/" }, children: ["Docs"] });
    expect(html).toContain(
      'href="https://docs.docker.com/" target="_blank" rel="noopener noreferrer nofollow"',
    );
  });

  test("a picture of the lab is loaded when it comes into view", () => {
    const html = draw({ tag: "img", attributes: { src: "/api/labs/x/assets/a.svg", alt: "Layers" } });
    expect(html).toContain('src="/api/labs/x/assets/a.svg" alt="Layers" loading="lazy"');
  });

  test("a picture elsewhere is a link: its host is not told who reads", () => {
    const html = draw({ tag: "img", attributes: { src: "https://elsewhere.example/a.png", alt: "Layers" } });
    expect(html).not.toContain("<img");
    expect(html).toContain('href="https://elsewhere.example/a.png"');
  });

  test("another site's frame is a link to it", () => {
    const html = draw({ tag: "external-frame", attributes: { href: "https://video.example/1" } });
    expect(html).not.toContain("<iframe");
    expect(html).toContain('href="https://video.example/1"');
  });
});

describe("a block of code", () => {
  test("in a session it has the buttons that the author gave it, named by what they do", () => {
    const html = drawIn(
      { actions },
      block({ text: "docker ps\n", actions: "run copy", terminal: "2", node: "node2" }),
    );
    expect(html).toContain('aria-label="Run in terminal 2 on node2: docker ps"');
    expect(html).toContain('aria-label="Copy: docker ps"');
  });

  test("its file has the node that the author names, and no other is named", () => {
    const file = { text: "x", path: "/root/a", actions: "save insert" };
    const there = drawIn({ actions }, block({ ...file, node: "node2" }));
    expect(there).toContain('aria-label="Save as /root/a on node2"');
    expect(there).toContain('aria-label="Put into the editor: /root/a on node2"');
    expect(there).toContain('<span class="lab-code-label">node2:/root/a</span>');
    expect(drawIn({ actions }, block(file))).not.toContain("node");
  });

  test("without a session it can be copied, not run", () => {
    const html = draw(block({ text: "docker ps", actions: "run copy" }));
    expect(html).toContain("Copy");
    expect(html).not.toContain("Run");
  });

  test("its lines have the colours of both themes", () => {
    const token: LabNode = {
      tag: "span",
      attributes: { light: "#010101", dark: "#fefefe" },
      children: ["docker"],
    };
    const line: LabNode = { tag: "span", attributes: { line: 1 }, children: [token, " ps"] };
    const html = draw(block({ text: "docker ps" }, line));
    expect(html).toContain('style="--token-light:#010101;--token-dark:#fefefe"');
  });

  test("coloured children that do not say what the buttons type are not shown", () => {
    const line: LabNode = { tag: "span", attributes: { line: 1 }, children: ["echo harmless"] };
    const html = drawIn({ actions }, block({ text: "rm -rf /", actions: "run" }, line));
    expect(html).toContain("rm -rf /");
    expect(html).not.toContain("harmless");
  });

  test("marked lines are marked", () => {
    const html = draw(block({ text: "a\nb\nc", highlight: "2" }));
    expect(html.match(/data-marked/g)).toHaveLength(1);
  });

  test("attributes that are not a block's leave its children alone", () => {
    expect(draw(block({ actions: "run" }, "words"))).toContain("words");
  });
});

describe("elements that act", () => {
  test("a file and a port are buttons in a session and words elsewhere", () => {
    const file: LabNode = { tag: "file-link", attributes: { path: "/root/a" }, children: ["the file"] };
    const port: LabNode = { tag: "port-link", attributes: { port: 8080 }, children: ["the page"] };
    expect(draw(file, port)).not.toContain("<button");
    expect(drawIn({ actions }, file, port).match(/<button/g)).toHaveLength(2);
    const there: LabNode = { ...file, attributes: { path: "/root/a", node: "node2" } };
    expect(drawIn({ actions }, there)).toContain('title="Open /root/a on node2 in the editor"');
  });

  test("a variable is asked for with the value that it has", () => {
    const asked: LabNode = { tag: "variable-input", attributes: { name: "who", prompt: "Your name?" } };
    expect(drawIn({ actions, variables: { who: "Ada" } }, asked)).toContain('value="Ada"');
  });

  test("a button for variables without sense is its words", () => {
    const button: LabNode = { tag: "variable-button", attributes: { values: "{" }, children: ["Use it"] };
    expect(drawIn({ actions }, button)).toContain("<span>Use it</span>");
  });

  test("a quiz stands where the text has it", () => {
    const quiz: LabNode = { tag: "quiz", attributes: { id: "q1" } };
    expect(drawIn({ quiz: (id) => <b>{id}</b> }, quiz)).toContain("<b>q1</b>");
  });

  test("a diagram shows its source until it is drawn", () => {
    expect(draw({ tag: "mermaid", attributes: { text: "graph TD" } })).toContain("<code>graph TD</code>");
  });

  test("an admonition says of which kind it is", () => {
    const html = draw({ tag: "admonition", attributes: { kind: "warning" }, children: ["Mind the gap"] });
    expect(html).toContain('role="note" aria-label="Warning"');
    expect(html).toContain("Mind the gap");
  });
});

test("in print all tabs and folded parts are open, and there is nothing to press", () => {
  const tab = (title: string): LabNode => ({ tag: "tab", attributes: { title }, children: [`in ${title}`] });
  const html = drawIn(
    IN_PRINT,
    { tag: "tabs", children: [tab("Alpine"), tab("Debian")] },
    { tag: "details", children: [{ tag: "summary", children: ["More"] }, "the rest"] },
    { tag: "inline-code", attributes: { text: "ls", action: "run" } },
  );
  expect(html).toContain("in Alpine");
  expect(html).toContain("in Debian");
  expect(html).toContain('<details open="">');
  expect(html).not.toContain("<button");
});
