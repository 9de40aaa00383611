/**
 * A keystroke's echo and a `cat` of 100 MB through the whole stack (socket, server, agent, dtach, Incus), beside the agent
 * alone and the raw exec stream, with and without dtach. The ways take turns, so that a busy moment of the machine falls on all.
 * Needs a copy that was set up: npm start, once. Usage: npm run bench:terminal -- [keystrokes]
 */
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import pino from "pino";
import { createAgentClient } from "../../runtime/agent/agent-client.ts";
import { newTerminalId } from "../../runtime/common/ids.ts";
import { Installation } from "../../runtime/engine/installation.ts";
import { createIncusDriver } from "../../runtime/incus/incus-driver.ts";
import type { SandboxId } from "../../runtime/protocol/index.ts";
import { createAgentPage } from "../support/agent-page.ts";
import { createBrowserLike } from "../support/browser-like.ts";
import { createTestServer } from "../support/server-process.ts";
import { attachProbe } from "../support/terminal-probe.ts";
import { line, memoryOf, percentile } from "./figures.ts";

const keystrokes = Number(process.argv[2] ?? 300);
const ROUNDS = 2;
const FLOOD_BYTES = 100_000_000 / ROUNDS;
const FLOOD_END = "flood-end";
const flood = 'cat /tmp/flood; echo fl""ood-end\n';
const dataDir = process.env.SLIPWAY_DATA_DIR ?? join(import.meta.dirname, "../../.slipway");
process.env.SLIPWAY_DATA_DIR = dataDir;
const installation = Installation.parse(JSON.parse(readFileSync(join(dataDir, "installation.json"), "utf8")));
const log = pino({ level: "silent" });
const driver = createIncusDriver({ installation: () => installation, log });
const agent = createAgentClient({ socketPath: installation.agentSocket, log });

/** The file holds more than the pid, which comes first. */
const agentPid = Number.parseInt(
  readFileSync(join(dirname(installation.agentSocket), "agent.pid"), "utf8"),
  10,
);

/** One way to a shell. */
interface Way {
  name: string;
  type(text: string): void;
  /** Resolves at the next output. */
  next(): Promise<unknown>;
  /** Resolves once the flood's last line was seen. */
  flooded(): Promise<unknown>;
  close(): void;
  echoMs: number[];
  rates: number[];
}

async function rawWay(sandboxId: SandboxId, name: string, command: string[]): Promise<Way> {
  const exec = await driver.exec(sandboxId, { command, tty: { cols: 100, rows: 30 } });
  let tail = "";
  exec.data.on("data", (chunk: Buffer) => {
    tail = (tail + chunk.subarray(-200).toString("latin1")).slice(-200);
  });
  return {
    name,
    type: (text) => void exec.data.write(text),
    next: () => once(exec.data, "data"),
    async flooded() {
      while (!tail.includes(FLOOD_END)) await once(exec.data, "data");
      tail = "";
    },
    close: () => exec.destroy(),
    echoMs: [],
    rates: [],
  };
}

async function agentWay(sandboxId: SandboxId): Promise<Way> {
  const terminalId = newTerminalId();
  await agent.openTerminal({ terminalId, sandboxId, size: { cols: 100, rows: 30 } });
  const page = await createAgentPage(await agent.connectTerminals(), { terminalId });
  return {
    name: "agent alone",
    type: (text) => page.type(text),
    next() {
      const before = page.position;
      return page.until(() => page.position > before);
    },
    flooded() {
      const before = page.position;
      return page.until(
        () => page.position - before >= FLOOD_BYTES && page.tail().includes(FLOOD_END),
        120_000,
      );
    },
    close() {
      page.close();
      void agent.closeTerminal(terminalId).catch(() => undefined);
    },
    echoMs: [],
    rates: [],
  };
}

const server = await createTestServer({ SLIPWAY_WARM: "0" });
await server.start();
const browser = createBrowserLike(server.url);
const session = await browser.start();
const ways: Way[] = [];
try {
  const sandboxId = session.nodes[0]?.sandboxId;
  const terminalId = session.terminals[0]?.id;
  if (!sandboxId || !terminalId) throw new Error("a ready session without a node or a terminal");
  const shell = ["bash", "-l"];
  const dtach = ["dtach", "-A", "/tmp/bench.sock", "-E", "-z", "-r", "none", ...shell];
  const raw = await rawWay(sandboxId, "raw exec stream", shell);
  ways.push(raw, await rawWay(sandboxId, "raw exec stream, under dtach", dtach), await agentWay(sandboxId));
  const probe = await attachProbe(browser.socket(`/ws/sessions/${session.id}`), terminalId, {
    keepText: false,
  });
  ways.push({
    name: "whole stack",
    type: (text) => probe.type(text),
    next: () => probe.next(),
    async flooded() {
      const before = probe.offset;
      while (probe.offset - before < FLOOD_BYTES || !probe.text.includes(FLOOD_END)) await probe.next();
    },
    close: () => probe.close(),
    echoMs: [],
    rates: [],
  });
  raw.type(`yes ${"x".repeat(98)} | head -c ${FLOOD_BYTES} > /tmp/flood; echo fl""ood-end\n`);
  await raw.flooded();
  // The engine inside and the shells come to rest.
  await pause(3_000);
  console.log(`idle: server ${memoryOf(server.pid)}, agent ${memoryOf(agentPid)}`);

  for (let key = 0; key < keystrokes; key++) {
    for (const way of ways) {
      const echoed = way.next();
      const sentAt = performance.now();
      way.type("a");
      await echoed;
      way.echoMs.push(performance.now() - sentAt);
      await pause(5);
      if (key % 60 === 59) way.type("\u0015");
    }
  }
  for (const way of ways) way.type("\u0015");
  await pause(300);
  for (let round = 0; round < ROUNDS; round++) {
    for (const way of ways) {
      const flooded = way.flooded();
      const startedAt = performance.now();
      way.type(flood);
      await flooded;
      way.rates.push(FLOOD_BYTES / 1e6 / ((performance.now() - startedAt) / 1000));
      await pause(300);
    }
  }

  for (const way of ways) console.log(line(`${way.name}: echo`, way.echoMs, raw.echoMs));
  for (const way of ways) {
    const [rate, baseline] = [percentile(way.rates, 50), percentile(raw.rates, 50)];
    console.log(
      `${`${way.name}: ${ROUNDS} x ${FLOOD_BYTES / 1e6} MB`.padEnd(46)} ${way.rates.map((one) => one.toFixed(1)).join(", ")} MB/s  ${(rate / baseline).toFixed(2)} x baseline`,
    );
  }
  console.log(`after: server ${memoryOf(server.pid)}, agent ${memoryOf(agentPid)}`);
} finally {
  for (const way of ways) way.close();
  await browser.end(session.id);
  await server.stop();
  agent.dispose();
  driver.dispose();
}
