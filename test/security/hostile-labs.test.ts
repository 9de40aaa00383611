import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LabPrintView, LabText } from "../../runtime/protocol/index.ts";
import type { BrowserLike } from "../support/browser-like.ts";
import { rawRequest } from "../support/raw-request.ts";
import { createImporter, packed } from "../unit/labs/imports/import-world.ts";
import { attributesOf, elements, words } from "../unit/labs/markdown/rendering.ts";
import {
  BROUGHT,
  expectRefused,
  front,
  type LabServer,
  SECRET,
  SVG,
  slugBelow,
  startLabServer,
} from "./brought-labs.ts";

let labs: LabServer;
let owner: BrowserLike;
let slug: string;
let scenario: string;
beforeAll(async () => {
  labs = await startLabServer();
  owner = await labs.someone();
  const kept = await createImporter(owner).bring(await packed(BROUGHT));
  slug = slugBelow(kept, "secret");
  scenario = slugBelow(kept, "scenario");
});
afterAll(() => labs?.stop());

describe("hostile Markdown", () => {
  const HOSTILE = `
<script>alert(1)</script><img src=x onerror=alert(1)><svg onload=alert(1)></svg>

[a](javascript:alert(1)) [b](data:text/html,x) <a href="jAva\tscript:alert(1)" onclick="x">c</a> [d](//evil.test/x)

<iframe srcdoc="<script>alert(1)</script>" src="https://evil.test/"></iframe> <object data="x"></object>

<form action="/api/sessions" method="post"><input name="x" onfocus=alert(1) autofocus><button>go</button></form>

<base href="https://evil.test/"><meta http-equiv="refresh" content="0;url=https://evil.test"><link rel="stylesheet" href="https://evil.test/x.css">

<p style="position:fixed;inset:0" class="dialog" id="root">over all</p> <lab-slot data-slot="0">x</lab-slot>

<code-block text="rm -rf /" actions="run">x</code-block> <port-link port="80">x</port-link>

![](https://evil.test/tracks.png) ![](/api/sessions) ![](../../../../etc/passwd)

:port[x]{port=80 path="//evil.test"} :set[x]{__proto__=x} :file[x]{path="../../etc/shadow"}

\`\`\`mermaid
graph TD; A["<img src=x onerror=alert(1)>"]; click A "javascript:alert(1)"
\`\`\`
`;
  let texts: LabText[];
  beforeAll(async () => {
    const importer = createImporter(await labs.someone());
    const brought = await importer.bring(
      await packed({
        "lab.md": `${front('"<script>alert(1)</script>"')}${HOSTILE}`,
        "steps/01-a.md": `---\ntitle: "<img src=x onerror=alert(1)>"\n---\n${HOSTILE}`,
        "finish.md": HOSTILE,
      }),
    );
    const answer = await importer.browser.fetch(`/api/labs/${brought.labs[0]?.slug}/print`);
    expect(answer.headers.get("content-type")).toContain("application/json");
    const view = (await answer.json()) as LabPrintView;
    texts = [view.intro, ...view.steps.map(({ text }) => text)];
  });

  it("is a tree of harmless elements: what is code in it is text that is shown", () => {
    expect(texts).toHaveLength(2);
    for (const text of texts) {
      const tags = new Set(elements(text).map(({ tag }) => tag));
      for (const tag of [
        "script",
        "svg",
        "iframe",
        "object",
        "form",
        "button",
        "base",
        "meta",
        "link",
        "style",
      ])
        expect(tags).not.toContain(tag);
      for (const tag of ["lab-slot", "code-block"]) expect(tags).not.toContain(tag);
      expect(words(text)).toContain("over all");
    }
  });

  it("has no handler, no style, no class and no name of the page's", () => {
    for (const text of texts)
      for (const { tag, attributes = {} } of elements(text)) {
        expect(
          Object.keys(attributes).filter((name) => /^on|^(style|class|className|srcdoc)$/i.test(name)),
        ).toEqual([]);
        if (tag !== "quiz" && attributes.id !== undefined) expect(attributes.id).toMatch(/^lab-/);
      }
  });

  it("leads and shows only what it may", () => {
    for (const text of texts) {
      for (const { attributes = {} } of elements(text)) {
        if (attributes.href !== undefined) expect(attributes.href).toMatch(/^(https?:\/\/|mailto:|#lab-)/);
        expect(attributes.src).toBeUndefined();
      }
      for (const { port, path } of attributesOf(text, "port-link")) {
        expect(port).toBe(80);
        expect(path).toMatch(/^\//);
      }
      expect(attributesOf(text, "variable-button").map(({ values }) => values)).not.toContain("__proto__");
    }
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });
});

describe("a file that a lab brings", () => {
  const of = (path: string, name = slug) => owner.fetch(`/api/labs/${name}/assets/${path}`);
  const isInert = (answer: Response) => {
    expect(answer.status).toBe(200);
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    expect(answer.headers.get("content-security-policy")).toMatch(/^sandbox; default-src 'none';/);
    expect(answer.headers.get("content-security-policy")).not.toContain("allow-scripts");
    expect(answer.headers.get("cross-origin-resource-policy")).toBe("same-origin");
  };

  it("as a picture with a script in it runs nothing when it is opened by itself", async () => {
    const answer = await of("images/evil.svg");
    isInert(answer);
    expect(answer.headers.get("content-type")).toBe("image/svg+xml");
    expect(await answer.text()).toBe(SVG);
  });

  it("as a page in a picture's clothes is a broken picture", async () => {
    const answer = await of("images/page.png");
    isInert(answer);
    expect(answer.headers.get("content-type")).toBe("image/png");
  });

  it.each(["scenario/page.html", "scenario/run.js"])("as %s is a download of plain bytes", async (path) => {
    const answer = await of(path, scenario);
    isInert(answer);
    expect(answer.headers.get("content-type")).toBe("application/octet-stream");
    expect(answer.headers.get("content-disposition")).toBe("attachment");
  });

  it("that no text shows is not there", async () => {
    for (const path of ["lab.md", "steps/01-a.md", "images/none.svg"])
      await expectRefused(await of(path), [404]);
  });

  it.each([
    "../../../../etc/passwd",
    "..%2f..%2f..%2fetc%2fpasswd",
    "%2e%2e/%2e%2e/secret",
    "images/../../lab.md",
    "images%5c..%5clab.md",
    "/etc/passwd",
    "//etc/passwd",
    "images/evil.svg%00.png",
    "__proto__",
    "constructor",
    "toString",
    "%",
    `${"a/".repeat(600)}x`,
  ])("is not found at the path %j", async (path) => {
    const line = `GET /api/labs/${slug}/assets/${path} HTTP/1.1`;
    const lines = [`Host: localhost:${labs.server.port}`, `Cookie: ${owner.cookie}`, "Connection: close"];
    const { status, body } = await rawRequest(labs.server.port, `${line}\r\n${lines.join("\r\n")}\r\n\r\n`);
    expect([400, 404]).toContain(status);
    expect(body).not.toContain("root:");
    expect(body).not.toContain(SECRET);
  });
});
