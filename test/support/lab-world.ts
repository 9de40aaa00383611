import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Duplex } from "node:stream";
import { createFakeDriver } from "../../runtime/sandboxes/fake-driver.ts";
import type { ExecStream } from "../../runtime/sandboxes/sandbox-driver.ts";
import type { TextRenderer } from "../../server/labs/rendering/text-renderer.ts";
import { type BrowserLike, createBrowserLike } from "./browser-like.ts";
import { createFakeAgent } from "./fake-agent.ts";
import { startFakeServer, TEMPLATE } from "./fake-server.ts";
import { createLabLearner } from "./lab-learner.ts";
import { renderHere } from "./render-here.ts";

/** A lab of two steps: the first is passed when /root/done is there, the second has nothing to prove. */
export const SMALL_LAB: Record<string, string> = {
  "small/lab.md": `---
title: A small lab
summary: It is small.
level: beginner
minutes: 5
goals: [To be small]
variables:
  - { name: who, ask: Who are you?, value: nobody }
---
Hello.
`,
  "small/steps/01-first.md": `---
title: The first step
checks:
  - looksAt: the file done
    script: check-done
    hint: Type \`touch done\`, $$who$$.
hints: [The first hint, The second hint]
solution: touch /root/done
background: first-background
quiz:
  questions:
    - ask: Is it small?
      options: [{ text: Yes, correct: true }, { text: No }]
---
Make the file, $$who$$.
`,
  "small/steps/02-second.md": `---
title: The second step
---
Nothing to do.
`,
  "small/steps/03-third.md": `---
title: The third step
checks:
  - { looksAt: something, script: check-never }
---
Never done.
`,
};

export interface ScriptEnd {
  exitCode?: number;
  output?: string;
  /** Runs until it is ended. */
  hangs?: boolean;
  /** Runs until this has come. */
  waitsFor?: Promise<void>;
}

/** How the scripts of labs go on fake machines, by their text, and which have run. */
export interface FakeScripts {
  ran: string[];
  /** Archives of files that were placed. */
  placed: string[];
  ends: Record<string, ScriptEnd>;
}

function fakeExec(scripts: FakeScripts): ExecStream {
  let text = "";
  let end = (_exitCode: number) => {};
  const exited = new Promise<number>((resolve) => {
    end = resolve;
  });
  const data = new Duplex({
    read: () => undefined,
    write(chunk, _encoding, done) {
      text += chunk.toString("latin1");
      done();
    },
    final(done) {
      const { exitCode = 0, output = "", hangs = false, waitsFor } = scripts.ends[text.trim()] ?? {};
      const finish = () => {
        data.push(output);
        data.push(null);
        end(exitCode);
      };
      if (text.includes("\0")) scripts.placed.push(text);
      else scripts.ran.push(text.trim());
      if (waitsFor) void waitsFor.then(finish);
      else if (!hangs) finish();
      done();
    },
  });
  const stop = () => {
    data.push(null);
    end(-1);
  };
  return { data, stderr: null, resize: () => undefined, signal: stop, exited, destroy: stop };
}

export function writeLabs(folder: string, files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** A server on fake machines with labs of its own, a learner in it, and the ways a page goes. Renders texts here, unless told how. */
export async function createLabWorld(
  labs: Record<string, string> = SMALL_LAB,
  environment: Record<string, string> = {},
  renderer: () => TextRenderer = () => renderHere,
) {
  const labsDir = mkdtempSync(join(tmpdir(), "slipway-labs-"));
  writeLabs(labsDir, labs);
  const scripts: FakeScripts = { ran: [], placed: [], ends: {} };
  const driver = createFakeDriver({ template: TEMPLATE });
  const plainExec = driver.exec;
  driver.exec = async (sandboxId, options) => {
    await plainExec(sandboxId, options);
    return fakeExec(scripts);
  };
  const fakes = { driver, agent: createFakeAgent() };
  let nowOffsetMs = 0;
  const options = () => ({ reapEveryMs: 50, now: () => Date.now() + nowOffsetMs, renderer: renderer() });
  const env = { SLIPWAY_LABS_DIR: labsDir, ...environment };
  let server = await startFakeServer(env, fakes, undefined, options());

  const someone = () => createLabLearner(createBrowserLike(server.url));

  return {
    get server() {
      return server;
    },
    fakes,
    driver,
    scripts,
    labsDir,
    someone,
    passTime(ms: number) {
      nowOffsetMs += ms;
    },
    /** The same data and machines, a new server. */
    async restart(browser: BrowserLike, changed: Record<string, string> = {}) {
      await server.stop();
      server = await startFakeServer({ ...env, ...changed }, fakes, server.dataDir, options());
      const again = createBrowserLike(server.url);
      again.cookie = browser.cookie;
      return createLabLearner(again);
    },
    async close() {
      await server.close();
      rmSync(labsDir, { recursive: true, force: true });
    },
  };
}

export type LabWorld = Awaited<ReturnType<typeof createLabWorld>>;
