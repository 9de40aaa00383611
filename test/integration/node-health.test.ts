import { afterAll, beforeAll, expect, it } from "vitest";
import type { ServerMessage, SessionView } from "../../runtime/protocol/index.ts";
import { type BrowserLike, createBrowserLike } from "../support/browser-like.ts";
import { createTestServer, type TestServer } from "../support/server-process.ts";
import { attachProbe, type TerminalProbe } from "../support/terminal-probe.ts";

/** On the real engine, through the real server: what ails a node is said to its page, and that it is over too. */
let server: TestServer;
let browser: BrowserLike;
let session: SessionView;
const messages: ServerMessage[] = [];
const listeners = new Set<() => void>();

beforeAll(async () => {
  server = await createTestServer({ SLIPWAY_WARM: "0", SLIPWAY_MEMORY_GIB: "1", SLIPWAY_DISK_GIB: "2" });
  await server.start();
  browser = createBrowserLike(server.url);
  session = await browser.start();
  browser.socket(`/ws/sessions/${session.id}`).on("message", (data, binary) => {
    if (binary) return;
    messages.push(JSON.parse(String(data)) as ServerMessage);
    for (const listener of [...listeners]) listener();
  });
});

afterAll(async () => {
  if (session) await browser.end(session.id);
  await server?.stop();
});

const newest = () => messages.findLast((message) => message.type === "session")?.session ?? session;

/** Resolves once the page was told what the test wants. */
function told(what: string, test: () => boolean, timeoutMs = 100_000): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (error?: Error) => {
      clearTimeout(timer);
      listeners.delete(look);
      if (error) reject(error);
      else resolve();
    };
    const look = () => test() && done();
    const timer = setTimeout(
      () => done(new Error(`never told: ${what}; nodes: ${JSON.stringify(newest().nodes)}`)),
      timeoutMs,
    );
    listeners.add(look);
    look();
  });
}

const toldState = (state: string) => told(state, () => newest().nodes[0]?.state === state);

async function terminal(): Promise<TerminalProbe> {
  const id = newest().terminals[0]?.id;
  if (!id) throw new Error("the session has no terminal");
  return attachProbe(browser.socket(`/ws/sessions/${session.id}`), id);
}

/** Runs a line and resolves when it has ended. */
async function run(line: string): Promise<{ status: number; output: string }> {
  const probe = await terminal();
  const mark = Math.random().toString(36).slice(2);
  probe.type(`${line}; echo ended''-${mark}-$?-\n`);
  await probe.waitFor(`ended-${mark}-`);
  const output = probe.text;
  probe.close();
  return { status: Number(new RegExp(`ended-${mark}-(\\d+)-`).exec(output)?.[1]), output };
}

it("shows a container's port and its start as soon as the engine tells", async () => {
  const { status, output } = await run("docker run -d --name web -p 8080:80 busybox httpd -f -p 80");
  expect(status, output).toBe(0);
  await told("port 8080", () => newest().ports.some(({ port }) => port === 8080));
  await told("its start", () => messages.some((one) => one.type === "engine" && one.action === "start"));
  const started = messages.find((one) => one.type === "engine" && one.action === "start");
  expect(started).toMatchObject({ node: "node1", kind: "container", name: "web" });
  await run("docker rm -f web");
  await told("port 8080 gone", () => newest().ports.length === 0);
});

it("says that the disk is full, and that it is not any more", async () => {
  await run("dd if=/dev/urandom of=/root/filler bs=1M count=4000 2>/dev/null");
  await toldState("disk-full");
  expect(newest().nodes[0]?.message).toContain("disk is full");
  await run("rm /root/filler; sync");
  await toldState("ready");
});

it("says that the engine is down, and that it is up again", async () => {
  await run("systemctl stop docker");
  await toldState("engine-down");
  await run("systemctl start docker");
  await toldState("ready");
});

it("says that the memory was used up, but not when a container had less of its own", async () => {
  const bomb = "python3 -c 'x = bytearray(3 << 30)'";
  const before = messages.length;
  await run(`docker run --name small -m 64m python ${bomb}`);
  await told("the small container's end", () =>
    messages.some((one) => one.type === "engine" && one.action === "die" && one.name === "small"),
  );
  await run("docker wait small");
  const states = messages
    .slice(before)
    .flatMap((one) => (one.type === "session" ? (one.session.nodes[0]?.state ?? []) : []));
  expect(states).not.toContain("out-of-memory");
  await run(`docker run --rm python ${bomb}`);
  await toldState("out-of-memory");
  expect(newest().nodes[0]?.message).toContain("memory");
});

it("keeps files over a restart of the node, after which all is well again", async () => {
  await run("echo kept > /root/kept");
  const asked = await browser.fetch(`/api/sessions/${session.id}/nodes/node1/restart`, { method: "POST" });
  expect(asked.ok).toBe(true);
  const before = session.terminals[0]?.id;
  await told("a new terminal", () => {
    const view = newest();
    return (
      view.nodes[0]?.state === "ready" && view.terminals[0] !== undefined && view.terminals[0].id !== before
    );
  });
  const probe = await terminal();
  probe.type("cat /root/kept; echo th''ere\n");
  await probe.waitFor("kept\r\nthere");
  probe.close();
});
