/**
 * Start, as a learner feels it: from the click's request to the shell's answer to the first Enter, warm and cold, beside
 * the raw clone + start + engine answering and beside thawing alone. Needs a copy that was set up: npm start, once.
 * Usage: npm run bench:start -- [runs]
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import pino from "pino";
import { newSandboxId, newSessionId } from "../../runtime/common/ids.ts";
import { Installation } from "../../runtime/engine/installation.ts";
import { createIncusDriver } from "../../runtime/incus/incus-driver.ts";
import { createBrowserLike } from "../support/browser-like.ts";
import { createTestServer } from "../support/server-process.ts";
import { attachProbe } from "../support/terminal-probe.ts";
import { line, memoryOf } from "./figures.ts";

const runs = Number(process.argv[2] ?? 10);
const dataDir = process.env.SLIPWAY_DATA_DIR ?? join(import.meta.dirname, "../../.slipway");
process.env.SLIPWAY_DATA_DIR = dataDir;
const installation = Installation.parse(JSON.parse(readFileSync(join(dataDir, "installation.json"), "utf8")));
const driver = createIncusDriver({ installation: () => installation, log: pino({ level: "silent" }) });

async function click(url: string): Promise<number> {
  const browser = createBrowserLike(url);
  await browser.fetch("/api/sessions");
  const startedAt = performance.now();
  const session = await browser.start();
  const terminal = session.terminals[0];
  if (!terminal) throw new Error("a ready session without a terminal");
  const probe = await attachProbe(browser.socket(`/ws/sessions/${session.id}`), terminal.id);
  probe.type("echo ans$((40+2))wer\n");
  await probe.waitFor("ans42wer");
  const tookMs = performance.now() - startedAt;
  probe.close();
  await browser.end(session.id);
  return tookMs;
}

/** Resolves once as many sandboxes wait, frozen. */
async function warmed(count: number): Promise<void> {
  const frozen = async () =>
    (await driver.list()).filter((record) => record.status === "frozen" && record.labels.warm).length;
  while ((await frozen()) < count) await pause(100);
  // The pool has it a moment after it is frozen.
  await pause(500);
}

async function serve(warm: number): Promise<number[]> {
  const server = await createTestServer({ SLIPWAY_WARM: String(warm) });
  await server.start();
  try {
    const took: number[] = [];
    for (let run = 0; run < runs; run++) {
      await warmed(warm);
      took.push(await click(server.url));
    }
    console.log(`server after ${runs} Starts: ${memoryOf(server.pid)}`);
    return took;
  } finally {
    await server.stop();
  }
}

async function raw(): Promise<{ cloneMs: number[]; thawMs: number[] }> {
  const cloneMs: number[] = [];
  const thawMs: number[] = [];
  for (let run = 0; run < runs; run++) {
    const sandboxId = newSandboxId();
    const startedAt = performance.now();
    await driver.create({
      sandboxId,
      node: "node1",
      egress: "packages",
      warm: true,
      limits: { memoryBytes: 2 ** 31, cpuCores: 2, processes: 2000, diskBytes: 8 * 2 ** 30 },
    });
    for (;;) {
      const ping = await driver.exec(sandboxId, {
        command: ["docker", "version", "-f", "{{.Server.Version}}"],
      });
      ping.data.resume();
      ping.data.end();
      if ((await ping.exited) === 0) break;
    }
    cloneMs.push(performance.now() - startedAt);
    await driver.freeze(sandboxId);
    const thawedAt = performance.now();
    await driver.claim(sandboxId, newSessionId());
    thawMs.push(performance.now() - thawedAt);
    await driver.delete(sandboxId);
  }
  return { cloneMs, thawMs };
}

const { cloneMs, thawMs } = await raw();
const warmMs = await serve(1);
const coldMs = await serve(0);
console.log(line("raw: clone, start, engine answers", cloneMs));
console.log(line("raw: thaw and label", thawMs));
console.log(line("warm Start: click to the shell's answer", warmMs, thawMs));
console.log(line("cold Start: click to the shell's answer", coldMs, cloneMs));
driver.dispose();
