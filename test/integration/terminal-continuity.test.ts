import { afterAll, beforeAll, expect, it } from "vitest";
import type { SessionView } from "../../runtime/protocol/index.ts";
import { type BrowserLike, createBrowserLike } from "../support/browser-like.ts";
import { createTestServer, type TestServer } from "../support/server-process.ts";
import { attachProbe } from "../support/terminal-probe.ts";

let server: TestServer;
let browser: BrowserLike;
let session: SessionView;

beforeAll(async () => {
  server = await createTestServer();
  await server.start();
  browser = createBrowserLike(server.url);
  session = await browser.start();
});

afterAll(async () => {
  if (session) await browser.end(session.id);
  await server?.stop();
});

const terminalId = () => {
  const id = session.terminals[0]?.id;
  if (!id) throw new Error("the session has no terminal");
  return id;
};
const connect = () => browser.socket(`/ws/sessions/${session.id}`);
/** The numbers of all whole lines `LETTER-N` in the order they came; a letter a test, as a new attachment replays the ring. */
const numbers = (letter: string, text: string) =>
  [...text.matchAll(new RegExp(`^${letter}-(\\d+)\r$`, "gm"))].map((match) => Number(match[1]));
const upTo = (last: number) => Array.from({ length: last }, (_, i) => i + 1);

it("loses and doubles no byte when the socket drops in the middle of output", async () => {
  const first = await attachProbe(connect(), terminalId());
  const start = first.text.length;
  first.type("for i in $(seq 1 20000); do echo n-$i; done; echo drop-e''nd\n");
  await first.waitFor("n-500\r");
  const soFar = first.text.slice(start);
  const { offset } = first;
  first.close();
  const second = await attachProbe(connect(), terminalId(), { fromOffset: offset });
  await second.waitFor("drop-end");
  expect(numbers("n", soFar + second.text)).toEqual(upTo(20_000));
  second.close();
});

it("loses and doubles no byte when the server is killed in the middle of output", async () => {
  const first = await attachProbe(connect(), terminalId());
  const start = first.text.length;
  first.type("for i in $(seq 1 3000); do echo k-$i; sleep 0.001; done; echo kill-e''nd\n");
  await first.waitFor("k-300\r");
  await server.killHard();
  const soFar = first.text.slice(start);
  const offset = first.offset;
  await server.start();
  const second = await attachProbe(connect(), terminalId(), { fromOffset: offset });
  await second.waitFor("kill-end");
  expect(numbers("k", soFar + second.text)).toEqual(upTo(3_000));
  second.close();
});

it("types resent input only once", async () => {
  const probe = await attachProbe(connect(), terminalId(), { clientId: "resending-client" });
  probe.type("echo once-$((1+1))\n");
  await probe.waitFor("once-2");
  const seen = probe.offset;
  probe.close();
  const again = await attachProbe(connect(), terminalId(), {
    clientId: "resending-client",
    fromOffset: seen,
  });
  again.type("echo twice-$((1+1))\n");
  await again.waitFor("twice-2");
  expect(again.text).not.toContain("once-2");
  again.close();
});

it("a tab that never acknowledges does not slow another", async () => {
  const slowSocket = connect();
  await new Promise((resolve) => slowSocket.once("open", resolve));
  slowSocket.send(
    JSON.stringify({
      type: "attach",
      channel: 3,
      terminalId: terminalId(),
      clientId: "slow-client",
      fromOffset: null,
    }),
  );
  const quick = await attachProbe(connect(), terminalId(), { keepText: false });
  const before = quick.offset;
  quick.type("head -c 20000000 /dev/zero | tr '\\0' x | fold -w 99; echo qui''ck-end\n");
  await quick.waitFor("quick-end");
  expect(quick.offset - before).toBeGreaterThan(20_000_000);
  slowSocket.close();
  quick.close();
});
