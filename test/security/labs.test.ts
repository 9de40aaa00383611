import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type {
  LabCard,
  LabImportView,
  LabPrintView,
  LabRunView,
  LabText,
  Problem,
} from "../../runtime/protocol/index.ts";
import { type BrowserLike, createBrowserLike, ending } from "../support/browser-like.ts";
import { createLabLearner } from "../support/lab-learner.ts";
import { writeLabs } from "../support/lab-world.ts";
import { rawRequest } from "../support/raw-request.ts";
import { createTestServer, type TestServer } from "../support/server-process.ts";
import { createImporter, packed } from "../unit/labs/imports/import-world.ts";
import { attributesOf, elements, words } from "../unit/labs/markdown/rendering.ts";
import { aTar, aTarGz, aZip, type PackedFile } from "../unit/labs/sources/pack-archive.ts";

const front = (title: string, more = "") =>
  `---\ntitle: ${title}\nsummary: For a test.\nlevel: beginner\nminutes: 1\ngoals: [To be tried]\n${more}---\n`;
const HOUSE = {
  "house/lab.md": `${front("The house's lab")}Begin.\n`,
  "house/steps/01-a.md": "---\ntitle: A\n---\nText.\n",
  "courses/all.md": "---\ntitle: All\nsummary: All.\nlabs: [house]\n---\nAll of them.\n",
};
const SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(document.domain)</script></svg>';
const SECRET = "Zebrafinch";
/** What the owner brings: its words are found by nobody else. */
const BROUGHT = {
  "secret/lab.md": `${front(SECRET, "variables: [{ name: who, value: nobody }]\n")}![](images/evil.svg) ![](images/page.png)\n`,
  "secret/images/evil.svg": SVG,
  "secret/images/page.png": "<!doctype html><script>alert(1)</script>",
  "secret/steps/01-a.md": `---
title: A step of ${SECRET}
hints: [A hint]
checks: [{ looksAt: it, script: "true", hint: Do it }]
solution: "true"
quiz: { questions: [{ ask: Which?, answer: ${SECRET} }] }
---
Text.
`,
  "scenario/index.json": '{ "title": "A scenario", "details": { "steps": [{ "text": "a.md" }] } }',
  "scenario/a.md": "![](page.html) ![](run.js)\n",
  "scenario/page.html": "<script>alert(1)</script>",
  "scenario/run.js": "alert(1)",
  "courses/path.md": `---\ntitle: A path of ${SECRET}\nsummary: S.\nlabs: [secret]\n---\nText.\n`,
};

const labsDir = mkdtempSync(join(tmpdir(), "slipway-labs-"));
let server: TestServer;
let owner: BrowserLike;
let stranger: BrowserLike;
let kept: LabImportView;
let preview: LabImportView;
let slug: string;
let scenario: string;
let sessionId: string;
let intro: LabText;

const json = (body: unknown, method = "POST"): RequestInit => ({
  method,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});
const someone = async () => {
  const browser = createBrowserLike(server.url);
  await browser.fetch("/api/labs");
  return browser;
};
const slugBelow = (path: string) => kept.labs.find((lab) => lab.path === path)?.slug ?? "none";

beforeAll(async () => {
  writeLabs(labsDir, HOUSE);
  server = await createTestServer({ SLIPWAY_LABS_DIR: labsDir });
  await server.start();
  owner = await someone();
  stranger = await someone();
  const importer = createImporter(owner);
  kept = await importer.bring(await packed(BROUGHT));
  preview = await importer.preview(await packed(BROUGHT));
  slug = slugBelow("secret");
  scenario = slugBelow("scenario");
  sessionId = await createLabLearner(owner, 90_000).begin(slug);
  intro = (await (await owner.fetch(`/api/sessions/${sessionId}/lab/intro`)).json()) as LabText;
});
afterAll(async () => {
  if (sessionId) await owner.fetch(`/api/labs/${slug}/progress`, { method: "DELETE" });
  await server?.stop();
  rmSync(labsDir, { recursive: true, force: true });
});

/** A problem document that says what and what to do, and nothing of the lab. */
async function expectRefused(answer: Response, statuses: number[]) {
  expect(statuses).toContain(answer.status);
  expect(answer.headers.get("content-type")).toContain("application/problem+json");
  const told = await answer.text();
  expect(told).not.toContain(SECRET);
  const { code, detail, nextStep } = JSON.parse(told) as Problem;
  expect(code).toBeTruthy();
  expect(nextStep).toBeTruthy();
  return detail ?? "";
}
const guessed = (name = slug) => `${name.slice(0, 14)}${name[14] === "a" ? "b" : "a"}${name.slice(15)}`;
const digest = () => /digest=([0-9a-f]{64})/.exec(JSON.stringify(intro))?.[1] ?? "none";

describe("another browser", () => {
  const attempts: [string, () => [string, RequestInit?]][] = [
    ["reads the report of what somebody keeps", () => [`/api/labs/imports/${kept.id}`]],
    ["reads the report of what somebody looks at", () => [`/api/labs/imports/${preview.id}`]],
    ["keeps what somebody looks at", () => [`/api/labs/imports/${preview.id}/keep`, json({})]],
    ["keeps again what somebody keeps", () => [`/api/labs/imports/${kept.id}/keep`, json({})]],
    ["removes what somebody looks at", () => [`/api/labs/imports/${preview.id}`, { method: "DELETE" }]],
    ["removes what somebody keeps", () => [`/api/labs/imports/${kept.id}`, { method: "DELETE" }]],
    ["opens a lab that somebody only looks at", () => [`/api/labs/${preview.labs.at(-1)?.slug}`]],
    ["guesses the address of a lab", () => [`/api/labs/${guessed()}`]],
    ["prints a lab by a guessed address", () => [`/api/labs/${guessed()}/print`]],
    ["starts a lab by a guessed address", () => [`/api/labs/${guessed()}/start`, json({})]],
    ["reads a picture by a guessed address", () => [`/api/labs/${guessed()}/assets/images/evil.svg`]],
    [
      "reads a picture by its lab's digest at another lab's address",
      () => [`/api/labs/house/assets/images/evil.svg?digest=${digest()}`],
    ],
    ["reads a course of that name", () => [`/api/courses/${slug}`]],
    ["opens a course that somebody only looks at", () => [`/api/courses/${preview.courses[0]?.slug}`]],
    ["guesses the address of a course", () => [`/api/courses/${guessed(kept.courses[0]?.slug)}`]],
    [
      "removes a course that somebody keeps",
      () => [`/api/courses/${kept.courses[0]?.slug}`, { method: "DELETE" }],
    ],
    ["reads the run", () => [`/api/sessions/${sessionId}/lab`]],
    ["reads its introduction", () => [`/api/sessions/${sessionId}/lab/intro`]],
    ["reads a step", () => [`/api/sessions/${sessionId}/lab/steps/0`]],
    ["goes to a step", () => [`/api/sessions/${sessionId}/lab/enter`, json({ index: 1 })]],
    ["runs the checks", () => [`/api/sessions/${sessionId}/lab/check`, json({})]],
    ["takes a hint", () => [`/api/sessions/${sessionId}/lab/hint`, json({})]],
    ["reads the solution", () => [`/api/sessions/${sessionId}/lab/solution`, json({})]],
    ["goes back", () => [`/api/sessions/${sessionId}/lab/restore`, json({ index: 0 })]],
    ["opens the quiz", () => [`/api/sessions/${sessionId}/lab/quizzes/quiz/open`, json({})]],
    ["answers the quiz", () => [`/api/sessions/${sessionId}/lab/quizzes/quiz/answer`, json({ q1: "x" })]],
    [
      "sets a variable",
      () => [`/api/sessions/${sessionId}/lab/variables`, json({ values: { who: "me" } }, "PUT")],
    ],
    [
      "chooses the language",
      () => [`/api/sessions/${sessionId}/lab/language`, json({ language: "de" }, "PUT")],
    ],
  ];
  it.each(attempts)("%s and is refused", async (_name, attempt) => {
    await expectRefused(await stranger.fetch(...attempt()), [403, 404]);
  });

  it("has changed nothing by all that", async () => {
    const mine = createImporter(owner);
    expect(await mine.list()).toMatchObject([
      { id: kept.id, state: "kept", courses: [{ slug: kept.courses[0]?.slug }] },
    ]);
    expect(await (await mine.view(preview.id)).json()).toMatchObject({ state: "preview" });
    const run = (await (await owner.fetch(`/api/sessions/${sessionId}/lab`)).json()) as LabRunView;
    expect(run).toMatchObject({ current: 0, variables: { who: "nobody" }, checks: [{ state: "unknown" }] });
  });

  it.each([
    "/api/labs",
    `/api/labs?search=${SECRET}`,
    "/api/labs?search=step%20of",
    "/api/labs/imports",
    "/api/courses",
    "/api/courses/all",
    "/api/labs/house",
    "/api/labs/house/print",
    "/api/openapi.json",
  ])("reads nothing of the labs that somebody brought in %s", async (path) => {
    const answer = await stranger.fetch(path);
    expect(answer.status).toBe(200);
    const told = await answer.text();
    for (const word of [SECRET, slug, kept.id, preview.id]) expect(told).not.toContain(word);
  });

  it("forgets none of the owner's progress", async () => {
    expect((await stranger.fetch(`/api/labs/${slug}/progress`, { method: "DELETE" })).status).toBe(204);
    const cards = (await (await owner.fetch("/api/labs")).json()) as LabCard[];
    expect(cards.find((card) => card.slug === slug)?.progress).toMatchObject({ state: "begun", sessionId });
  });

  it("is refused the socket that tells of the run", async () => {
    expect([401, 403, 404, 4403, 4404]).toContain(await ending(stranger.socket(`/ws/sessions/${sessionId}`)));
  });

  it("of another site brings, keeps and starts nothing, the owner's cookie notwithstanding", async () => {
    const evil = { origin: "https://evil.example" };
    const form = new FormData();
    form.append("file", new Blob([new Uint8Array(await packed(BROUGHT))]), "labs.tar.gz");
    const asked: [string, RequestInit][] = [
      ["/api/labs/imports", { method: "POST", headers: evil, body: form }],
      [`/api/labs/imports/${preview.id}/keep`, { method: "POST", headers: evil }],
      [`/api/labs/imports/${kept.id}`, { method: "DELETE", headers: evil }],
      [`/api/labs/${slug}/start`, { method: "POST", headers: evil }],
      [`/api/labs/${slug}/progress`, { method: "DELETE", headers: evil }],
    ];
    for (const [path, init] of asked) await expectRefused(await owner.fetch(path, init), [403]);
  });
});

describe("a hostile archive", () => {
  const lab = Object.entries(BROUGHT).map(([name, text]) => ({ name, text }));
  const withEntry = (entry: PackedFile) => aTarGz([...lab, entry]);
  const link = (name: string, type: "symlink" | "link", linkname: string) =>
    withEntry({ name, header: { type, linkname } });
  const archives: [string, string, () => Promise<Uint8Array> | Uint8Array][] = [
    ["a path that leads out", "leads out", () => withEntry({ name: "../../etc/cron.d/x", text: "x" })],
    ["an absolute path", "absolute", () => withEntry({ name: "/etc/passwd", text: "x" })],
    [
      "a path that leads out, in a zip",
      "",
      () => aZip([{ name: "lab.md" }, { name: "../lab.md", text: "x" }]),
    ],
    ["a symbolic link out", "link or a device", () => link("secret/passwd", "symlink", "/etc/passwd")],
    ["a hard link", "link or a device", () => link("secret/passwd", "link", "/etc/passwd")],
    [
      "a link, in a zip",
      "link or a device",
      () => aZip([{ name: "lab.md", text: "/etc/passwd", mode: 0o120777 }]),
    ],
    [
      "a device",
      "link or a device",
      () => withEntry({ name: "null", header: { type: "character-device", devmajor: 1, devminor: 3 } }),
    ],
    [
      "a bomb",
      "far more than its size",
      () => aTarGz([{ name: "lab.md", text: Buffer.alloc(15 * 1024 * 1024) }]),
    ],
    ["zeros without end", "no lab in it", () => gzipSync(Buffer.alloc(256 * 1024 * 1024))],
    [
      "a bomb in a zip",
      "far more than its size",
      () => aZip([{ name: "lab.md", text: Buffer.alloc(15 * 1024 * 1024) }]),
    ],
    [
      "a zip that lies about its sizes",
      "cannot be read",
      () => aZip([{ name: "lab.md", text: "x".repeat(100_000), claimedSize: 10 }]),
    ],
    [
      "very many files",
      "more than 5000 files",
      () => aTar(Array.from({ length: 5100 }, (_, index) => ({ name: `f${index}`, text: "" }))),
    ],
    ["the same file twice", "in it twice", () => aTarGz([...lab, ...lab])],
    [
      "a file that is a folder as well",
      "both a file and a folder",
      () => withEntry({ name: "secret", text: "x" }),
    ],
    [
      "a control character in a name",
      "control character",
      () => withEntry({ name: "a\u001b[31m", text: "x" }),
    ],
    ["an encrypted file", "encrypted", () => aZip([{ name: "lab.md", text: "x", encrypted: true }])],
    ["half of itself", "cannot be read", async () => (await aTarGz(lab)).subarray(0, 300)],
    ["noise", "no zip, tar or tar.gz", () => Buffer.from("MZ".repeat(500))],
    ["nothing at all", "no zip, tar or tar.gz", () => Buffer.alloc(0)],
    ["no lab", "no lab in it", () => packed({ "readme.txt": "x" })],
    [
      "a name longer than a disk takes",
      "longer than 255 bytes",
      () => packed({ ...BROUGHT, [`secret/${"a".repeat(300)}`]: "x" }),
    ],
    [
      "settings that repeat themselves a billion times",
      "",
      () => packed({ "labspace.yaml": `a: &a [x,x,x,x,x,x,x,x,x]\n${bomb}title: T\nsections: *i\n` }),
    ],
  ];
  const bomb = [..."bcdefghi"]
    .map((name, at) => `${name}: &${name} [${Array(9).fill(`*${"abcdefghi"[at]}`).join(",")}]\n`)
    .join("");

  it.each(archives)(
    "that holds %s is refused with words for its author, and harms nobody",
    async (_what, why, make) => {
      const importer = createImporter(await someone());
      const answer = await importer.send(await make());
      if (answer.status === 201) {
        // What cannot be shown is told in the report, and cannot be kept.
        const { id, labs } = (await answer.json()) as LabImportView;
        expect(labs.map((one) => one.slug)).toEqual([null]);
        expect(labs[0]?.remarks.map(({ severity }) => severity)).toContain("error");
        expect((await importer.keep(id)).status).toBe(422);
      } else expect(await expectRefused(answer, [400, 413, 422])).toContain(why);
      expect(await importer.list()).toEqual([]);
      expect((await owner.fetch("/api/health")).status).toBe(200);
    },
  );

  it("larger than may be sent is refused before it has come", async () => {
    const importer = createImporter(await someone());
    await expectRefused(await importer.send(Buffer.alloc(21 * 1024 * 1024)), [413]);
  });

  it.each([
    ["a file of this machine", "file:///etc/passwd"],
    ["this machine itself", "http://127.0.0.1:1/x.git"],
    ["this machine by another number", "http://0x7f000001/x.git"],
    ["this machine in IPv6", "http://[::ffff:127.0.0.1]/x.git"],
    ["the addresses of clouds", "http://169.254.169.254/latest"],
    ["a private network", "https://10.0.0.1/x.git"],
    ["a shell's command", "ext::sh -c id"],
    ["a name and a password", "https://me:secret@example.com/x.git"],
  ])("that is said to be at %s is not fetched", async (_what, url) => {
    const answer = await createImporter(await someone()).address(url);
    await expectRefused(answer, [400, 422]);
  });
});

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
    const importer = createImporter(await someone());
    const { labs } = await importer.bring(
      await packed({
        "lab.md": `${front('"<script>alert(1)</script>"')}${HOSTILE}`,
        "steps/01-a.md": `---\ntitle: "<img src=x onerror=alert(1)>"\n---\n${HOSTILE}`,
        "finish.md": HOSTILE,
      }),
    );
    const answer = await importer.browser.fetch(`/api/labs/${labs[0]?.slug}/print`);
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
    const lines = [`Host: localhost:${server.port}`, `Cookie: ${owner.cookie}`, "Connection: close"];
    const { status, body } = await rawRequest(server.port, `${line}\r\n${lines.join("\r\n")}\r\n\r\n`);
    expect([400, 404]).toContain(status);
    expect(body).not.toContain("root:");
    expect(body).not.toContain(SECRET);
  });
});
