import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import type { WebSocket } from "ws";
import { agentDaemon } from "../../runtime/engine/agent-daemon.ts";
import { ensureDaemon, runningPid } from "../../runtime/engine/daemon.ts";
import { openDataFolder } from "../../runtime/engine/data-folder.ts";
import {
  decodeFrame,
  FrameKind,
  MAX_FRAME_PAYLOAD_BYTES,
  OUTPUT_WINDOW_BYTES,
  type SessionView,
  type TerminalId,
  type TerminalView,
} from "../../runtime/protocol/index.ts";
import { type BrowserLike, createBrowserLike } from "../support/browser-like.ts";
import { createTestServer, type TestServer } from "../support/server-process.ts";
import { attachProbe } from "../support/terminal-probe.ts";

/** The terminal under fire, on the real thing: floods, readers that do not read, a killed agent, raw bytes. */
const agent = agentDaemon(openDataFolder());
const MB = 1_000_000;
let server: TestServer;
let browser: BrowserLike;
let session: SessionView;

let terminalId: TerminalId;
let sockets: WebSocket[] = [];

function connect(): WebSocket {
  const socket = browser.socket(`/ws/sessions/${session.id}`);
  sockets.push(socket);
  return socket;
}
const terminals = (path = "", init: RequestInit = {}) =>
  browser.fetch(`/api/sessions/${session.id}/terminals${path}`, init);

beforeAll(async () => {
  server = await createTestServer({ SLIPWAY_WARM: "0" });
  await server.start();
  browser = createBrowserLike(server.url);
  session = await browser.start();
  const probe = await attachProbe(connect(), session.terminals[0]?.id ?? "");
  probe.type(`yes ${"x".repeat(98)} | head -c ${100 * MB} > /tmp/flood; echo ma""de\n`);
  await probe.waitFor("made");
});

afterAll(async () => {
  await ensureDaemon(agent);
  if (session) await browser.end(session.id);
  await server?.stop();
});

/** A terminal of its own for each test: a flood that one of them leaves behind is not the next one's. */
beforeEach(async () => {
  const headers = { "content-type": "application/json" };
  const opened = await terminals("", { method: "POST", headers, body: JSON.stringify({ node: "node1" }) });
  terminalId = ((await opened.json()) as TerminalView).id;
});
afterEach(async () => {
  for (const socket of sockets) socket.terminate();
  sockets = [];
  await terminals(`/${terminalId}`, { method: "DELETE" });
});

function residentBytes(pid: number | undefined): number {
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Number(kib) * 1024;
}
/** How much the agent and the server have grown since, in bytes. */
function growth() {
  const pids = [runningPid(agent.pidFile), server.pid];
  const before = pids.map(residentBytes);
  return () => Math.max(...pids.map((pid, at) => residentBytes(pid) - (before[at] as number)));
}
/** Far less than what flows, more than a young heap takes. */
const BOUND_BYTES = 80 * MB;

/** Attaches and never acknowledges; counts what it is given. */
async function silentReader() {
  const socket = connect();
  let seenBytes = 0;
  const attached = new Promise<void>((resolve) => {
    socket.on("message", (message: Buffer, binary: boolean) => {
      if (!binary) return JSON.parse(String(message)).type === "attached" ? resolve() : undefined;
      const frame = decodeFrame(message);
      if (frame?.kind === FrameKind.output) seenBytes += frame.payload.length;
    });
  });
  await new Promise((resolve) => socket.once("open", resolve));
  const clientId = "silent-reader";
  socket.send(
    JSON.stringify({ type: "attach", channel: 3, terminalId: terminalId, clientId, fromOffset: null }),
  );
  await attached;
  return { seen: () => seenBytes, close: () => socket.close() };
}

it("carries a cat of 100 MB to a quick reader and keeps its memory", async () => {
  const probe = await attachProbe(connect(), terminalId, { keepText: false });
  const grown = growth();
  const before = probe.offset;
  probe.type("cat /tmp/flood; echo fl''ood-end\n");
  while (probe.offset - before < 100 * MB || !probe.text.includes("flood-end")) await probe.next();
  expect(grown()).toBeLessThan(BOUND_BYTES);
  probe.close();
});

it("stops a flood by Ctrl-C while it is read", async () => {
  const probe = await attachProbe(connect(), terminalId, { keepText: false });
  const before = probe.offset;
  probe.type("yes\n");
  while (probe.offset - before < 10 * MB) await probe.next();
  probe.type("\u0003");
  probe.type("echo stop''ped\n");
  await probe.waitFor("stopped\r");
  probe.close();
});

it("a reader that never acknowledges holds the shell, not our memory, and Ctrl-C still gets through", async () => {
  const probe = await attachProbe(connect(), terminalId, { keepText: false });
  probe.type("sleep 0.3 && cat /tmp/flood /tmp/flood /tmp/flood\n");
  await probe.next();
  probe.close();
  const silent = await silentReader();
  const grown = growth();
  // The window is full once nothing more comes; what the page was given is all it can hold back.
  for (let last = -1; last !== silent.seen() || last === 0; ) {
    last = silent.seen();
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  expect(silent.seen()).toBeLessThanOrEqual(OUTPUT_WINDOW_BYTES + MAX_FRAME_PAYLOAD_BYTES);
  expect(grown()).toBeLessThan(BOUND_BYTES);
  const typist = await attachProbe(connect(), terminalId, { keepText: false });
  // One alone: a shell that a second one meets at its prompt may lose the first key after it.
  typist.type("\u0003");
  typist.type("echo still''-here\n");
  await typist.waitFor("still-here\r");
  silent.close();
  typist.close();
});

it("a flood that nobody reads waits for a reader, and not in our memory", async () => {
  const first = await attachProbe(connect(), terminalId, { keepText: false });
  const grown = growth();
  first.type("yes\n");
  const before = first.offset;
  while (first.offset - before < MB) await first.next();
  const { offset } = first;
  first.close();
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  expect(grown()).toBeLessThan(BOUND_BYTES);
  // Goes on at the very byte: the ring kept what nobody had read, and the shell waited.
  const second = await attachProbe(connect(), terminalId, { fromOffset: offset, keepText: false });
  expect(second.from).toBe(offset);
  second.type("\u0003");
  second.type("echo un''read\n");
  await second.waitFor("unread\r");
  second.close();
});

it("carries all 256 bytes unchanged both ways", async () => {
  const all = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
  const socket = connect();
  const got: Buffer[] = [];
  let collecting = false;
  const probe = await attachProbe(socket, terminalId);
  socket.on("message", (message: Buffer, binary: boolean) => {
    const frame = binary ? decodeFrame(message) : undefined;
    if (collecting && frame?.kind === FrameKind.output) got.push(Buffer.from(frame.payload));
  });
  probe.type(
    "python3 -c \"import os,sys,tty; tty.setraw(0); os.write(1,b'rea'+b'dy'); d=b''\nwhile len(d)<256: d+=os.read(0,256)\nos.write(1,d)\"; stty sane; echo by''tes\n",
  );
  await probe.waitFor("ready");
  collecting = true;
  probe.typeBytes(all);
  await probe.waitFor("bytes\r");
  expect(Buffer.concat(got).subarray(0, 256)).toEqual(all);
  probe.close();
});

it("takes 1 MB that is pasted, once and whole", async () => {
  const pasted = Buffer.from(
    Array.from({ length: MB / 50 }, (_, at) => `line ${String(at).padStart(44, "0")}\n`).join(""),
  );
  expect(pasted.length).toBe(MB);
  const probe = await attachProbe(connect(), terminalId);
  probe.type(`stty raw -echo; echo rea''dy; head -c ${MB} | sha256sum; stty sane; echo past''ed\n`);
  await probe.waitFor("ready");
  for (let at = 0; at < MB; at += 16_384) probe.typeBytes(pasted.subarray(at, at + 16_384));
  await probe.waitFor("pasted");
  expect(probe.text).toContain(createHash("sha256").update(pasted).digest("hex"));
  probe.close();
});

it("has the last size after a storm of resizes", async () => {
  const socket = connect();
  const probe = await attachProbe(socket, terminalId);
  for (let at = 0; at < 300; at++) {
    const size = { cols: 60 + (at % 90), rows: 20 + (at % 30) };
    socket.send(JSON.stringify({ type: "resize", channel: 7, size }));
  }
  socket.send(JSON.stringify({ type: "resize", channel: 7, size: { cols: 111, rows: 33 } }));
  probe.type("until [ \"$(stty size)\" = '33 111' ]; do sleep 0.1; done; echo si''zed\n");
  await probe.waitFor("sized\r");
  probe.close();
});

it("goes on after the agent was killed in the middle of output", async () => {
  const first = await attachProbe(connect(), terminalId, { clientId: "before-the-kill" });
  first.type("for i in $(seq 1 500); do echo a-$i; sleep 0.01; done; echo after''-kill\n");
  await first.waitFor("a-100\r");
  const { offset } = first;
  const pid = runningPid(agent.pidFile);
  if (!pid) throw new Error("no agent runs");
  process.kill(pid, "SIGKILL");
  while (runningPid(agent.pidFile) === pid) await new Promise((resolve) => setTimeout(resolve, 20));
  await ensureDaemon(agent);
  first.close();
  let again: Awaited<ReturnType<typeof attachProbe>> | undefined;
  for (let attempts = 0; !again && attempts < 100; attempts++) {
    again = await attachProbe(connect(), terminalId, { fromOffset: offset }).catch(() => undefined);
    if (!again) await new Promise((resolve) => setTimeout(resolve, 200));
  }
  if (!again) throw new Error("the terminal was not found again");
  await again.waitFor("after-kill\r");
  again.type("echo type''d-$((40+2))\n");
  await again.waitFor("typed-42");
  again.close();
});
