/**
 * A keystroke's echo and a flood of 100 MB through the whole stack (socket, server, agent, Incus), beside the raw exec stream.
 * Needs a copy that was set up: npm start, once. Usage: npm run bench:terminal -- [keystrokes]
 */
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import pino from "pino";
import { Installation } from "../../runtime/engine/installation.ts";
import { createIncusDriver } from "../../runtime/incus/incus-driver.ts";
import { createBrowserLike } from "../support/browser-like.ts";
import { createTestServer } from "../support/server-process.ts";
import { attachProbe } from "../support/terminal-probe.ts";
import { line } from "./figures.ts";

const keystrokes = Number(process.argv[2] ?? 300);
const floodBytes = 100_000_000;
const dataDir = process.env.SLIPWAY_DATA_DIR ?? join(import.meta.dirname, "../../.slipway");
process.env.SLIPWAY_DATA_DIR = dataDir;
const installation = Installation.parse(JSON.parse(readFileSync(join(dataDir, "installation.json"), "utf8")));
const driver = createIncusDriver({ installation: () => installation, log: pino({ level: "silent" }) });
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const flood = `head -c ${floodBytes} /dev/zero | tr '\\0' x | fold -w 99; echo fl""ood-end\n`;

const server = await createTestServer();
await server.start();
const browser = createBrowserLike(server.url);
const session = await browser.start();
try {
  const sandboxId = session.nodes[0]?.sandboxId;
  const terminalId = session.terminals[0]?.id;
  if (!sandboxId || !terminalId) throw new Error("a ready session without a node or a terminal");

  const exec = await driver.exec(sandboxId, { command: ["bash", "-l"], tty: { cols: 100, rows: 30 } });
  let rawText = "";
  let rawBytes = 0;
  exec.data.on("data", (chunk: Buffer) => {
    rawBytes += chunk.length;
    rawText = chunk.length > 500 ? chunk.toString("latin1") : rawText.slice(-500) + chunk.toString("latin1");
  });
  await pause(1_000);
  const rawEchoMs: number[] = [];
  for (let key = 0; key < keystrokes; key++) {
    const sentAt = performance.now();
    exec.data.write("a");
    await once(exec.data, "data");
    rawEchoMs.push(performance.now() - sentAt);
    if (key % 60 === 59) exec.data.write("\u0015");
    await pause(10);
  }
  exec.data.write("\u0015");
  await pause(200);
  rawBytes = 0;
  const rawFloodAt = performance.now();
  exec.data.write(flood);
  while (!rawText.includes("flood-end")) await once(exec.data, "data");
  const rawRate = rawBytes / 1e6 / ((performance.now() - rawFloodAt) / 1000);
  exec.destroy();

  const probe = await attachProbe(browser.socket(`/ws/sessions/${session.id}`), terminalId, {
    keepText: false,
  });
  await pause(500);
  const echoMs: number[] = [];
  for (let key = 0; key < keystrokes; key++) {
    const before = probe.offset;
    const sentAt = performance.now();
    probe.type("a");
    while (probe.offset === before) await new Promise((resolve) => setImmediate(resolve));
    echoMs.push(performance.now() - sentAt);
    if (key % 60 === 59) probe.type("\u0015");
    await pause(10);
  }
  probe.type("\u0015");
  await pause(200);
  const before = probe.offset;
  const floodAt = performance.now();
  probe.type(flood);
  await probe.waitFor("flood-end", 120_000);
  const rate = (probe.offset - before) / 1e6 / ((performance.now() - floodAt) / 1000);
  probe.close();

  console.log(line("raw exec stream: echo", rawEchoMs));
  console.log(line("whole stack: echo", echoMs, rawEchoMs));
  console.log(`raw exec stream: 100 MB at ${rawRate.toFixed(1)} MB/s`);
  console.log(`whole stack: 100 MB at ${rate.toFixed(1)} MB/s  ${(rate / rawRate).toFixed(2)} x baseline`);
} finally {
  await browser.end(session.id);
  await server.stop();
  driver.dispose();
}
