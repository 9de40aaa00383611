import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import type { LabImportView, Problem } from "../../runtime/protocol/index.ts";
import { createBrowserLike } from "../support/browser-like.ts";
import { writeLabs } from "../support/lab-world.ts";
import { createTestServer } from "../support/server-process.ts";

/** The front matter of a lab's first page. */
export const front = (title: string, more = "") =>
  `---\ntitle: ${title}\nsummary: For a test.\nlevel: beginner\nminutes: 1\ngoals: [To be tried]\n${more}---\n`;
const HOUSE = {
  "house/lab.md": `${front("The house's lab")}Begin.\n`,
  "house/steps/01-a.md": "---\ntitle: A\n---\nText.\n",
  "courses/all.md": "---\ntitle: All\nsummary: All.\nlabs: [house]\n---\nAll of them.\n",
};
export const SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(document.domain)</script></svg>';
export const SECRET = "Zebrafinch";
/** What the owner brings: its words are found by nobody else. */
export const BROUGHT = {
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

/** A server with a lab and a course of the house, and people who come to it. Rejects, and leaves nothing, when it does not start. */
export async function startLabServer() {
  const labsDir = mkdtempSync(join(tmpdir(), "slipway-labs-"));
  writeLabs(labsDir, HOUSE);
  const server = await createTestServer({ SLIPWAY_LABS_DIR: labsDir });
  const stop = async () => {
    await server.stop();
    rmSync(labsDir, { recursive: true, force: true });
  };
  try {
    await server.start();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    server,
    stop,
    /** Another browser, with a cookie of its own. */
    async someone() {
      const browser = createBrowserLike(server.url);
      await browser.fetch("/api/labs");
      return browser;
    },
  };
}

export type LabServer = Awaited<ReturnType<typeof startLabServer>>;

/** The name of the lab that was brought below this path. */
export const slugBelow = ({ labs }: LabImportView, path: string): string =>
  labs.find((lab) => lab.path === path)?.slug ?? "none";

/** A problem document that says what and what to do, and nothing of the lab. */
export async function expectRefused(answer: Response, statuses: number[]) {
  expect(statuses).toContain(answer.status);
  expect(answer.headers.get("content-type")).toContain("application/problem+json");
  const told = await answer.text();
  expect(told).not.toContain(SECRET);
  const { code, detail, nextStep } = JSON.parse(told) as Problem;
  expect(code).toBeTruthy();
  expect(nextStep).toBeTruthy();
  return detail ?? "";
}
