import { afterEach, expect, it } from "vitest";
import type { SessionView } from "../../runtime/protocol/index.ts";
import { createBrowserLike } from "../support/browser-like.ts";
import { startFakeServer } from "../support/fake-server.ts";
import { rawRequest } from "../support/raw-request.ts";

let server: Awaited<ReturnType<typeof startFakeServer>> | undefined;
afterEach(() => server?.close());
const begin = async (environment: Record<string, string> = {}) => {
  server = await startFakeServer({ SLIPWAY_MAX_SANDBOXES: "1", ...environment });
  return server;
};
const start = (url: string, headers: Record<string, string> = {}) =>
  fetch(`${url}/api/sessions`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: "{}",
  });
const count = (answers: Response[], status: number) =>
  answers.filter((answer) => answer.status === status).length;
const times = <Value>(amount: number, value: (index: number) => Promise<Value>) =>
  Promise.all(Array.from({ length: amount }, (_, index) => value(index)));

it("lets a script without cookies start little, whatever address it claims, and a known browser beside it go on", async () => {
  const { url } = await begin();
  const known = createBrowserLike(url);
  await known.fetch("/api/sessions");
  const answers = await times(15, (index) => start(url, { "x-forwarded-for": `203.0.113.${index}` }));
  expect([count(answers, 201), count(answers, 429)]).toEqual([10, 5]);
  expect(await answers.find((answer) => answer.status === 429)?.json()).toMatchObject({ code: "limit.rate" });
  expect((await start(url, { cookie: known.cookie })).status).toBe(201);
});

it("counts by the address that a trusted proxy names, a household's network as one", async () => {
  const { url } = await begin({ SLIPWAY_TRUSTED_PROXIES: "127.0.0.1,::1" });
  const from = (address: string) => start(url, { "x-forwarded-for": `198.51.100.7, ${address}` });
  expect(count(await times(11, () => from("203.0.113.1")), 429)).toBe(1);
  expect((await from("203.0.113.2")).status).toBe(201);
  expect(count(await times(11, (index) => from(`2001:db8::${index + 1}`)), 429)).toBe(1);
});

it("lets a class of 300 behind one address in, and a script that collects cookies not without end", async () => {
  const { url, fakes } = await begin({ SLIPWAY_MAX_SANDBOXES: "300" });
  const press = async () => {
    const one = createBrowserLike(url);
    await one.fetch("/");
    const pressed = await start(url, { cookie: one.cookie });
    // As its page does next: that is counted by learner, not by address.
    const seen = await one.fetch("/api/sessions");
    return [pressed.status, seen.status];
  };
  const crowd: number[][] = [];
  for (let wave = 0; wave < 31; wave++) crowd.push(...(await times(20, press)));
  // The first 300 have a sandbox each, as many again wait, and then it is enough for a minute.
  expect(crowd.slice(0, 600)).toEqual(crowd.slice(0, 600).map(() => [201, 200]));
  expect(crowd.slice(600)).toEqual(crowd.slice(600).map(() => [429, 200]));
  expect(fakes.driver.records.size).toBe(300);
});

it("counts requests without a cookie together: a new one each time is no way around the limit", async () => {
  const { url } = await begin();
  const answers = await times(620, () => fetch(`${url}/api/pool`));
  expect(count(answers, 429)).toBe(20);
});

it("refuses every name that is not its own, so that no other site's name leads here", async () => {
  const { port } = await begin();
  const statusFor = async (host: string, path = "/api/pool") =>
    (await rawRequest(port, `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)).status;
  for (const host of [
    "localhost",
    `localhost:${port}`,
    `127.0.0.1:${port}`,
    `LOCALHOST:${port}`,
    "[::1]:80",
  ]) {
    expect([host, await statusFor(host)]).toEqual([host, 200]);
  }
  for (const host of [
    "evil.example",
    `evil.example:${port}`,
    "localhost.",
    "localhost.evil.example",
    "a@localhost",
  ]) {
    expect([host, await statusFor(host)]).toEqual([host, 421]);
    expect([host, await statusFor(host, "/")]).toEqual([host, 421]);
  }
});

it("passes a large upload on in pieces, and takes none without a length or over the limit", async () => {
  const { url, port } = await begin();
  const me = createBrowserLike(url);
  const made = (await (await me.fetch("/api/sessions", { method: "POST" })).json()) as SessionView;
  await expect
    .poll(async () => ((await (await me.fetch(`/api/sessions/${made.id}`)).json()) as SessionView).state)
    .toBe("ready");
  const seen: { bytes: number; pieces: number }[] = [];
  const { agent } = server?.fakes.agent ?? {};
  if (!agent) throw new Error("no agent");
  agent.writeFile = async (_id, _path, body) => {
    const upload = { bytes: 0, pieces: 0 };
    seen.push(upload);
    for await (const piece of body as AsyncIterable<Buffer>) {
      upload.bytes += piece.length;
      upload.pieces++;
    }
    return { name: "x", kind: "file", sizeBytes: upload.bytes, modifiedAtMs: 0 };
  };
  const put = (bytes: number) =>
    me.fetch(`/api/sessions/${made.id}/files/content?path=/root/x`, {
      method: "PUT",
      body: new Uint8Array(bytes),
    });
  expect((await put(8 * 1024 * 1024)).status).toBe(200);
  expect(seen[0]?.bytes).toBe(8 * 1024 * 1024);
  expect(seen[0]?.pieces).toBeGreaterThan(20);
  const send = async (headers: string) =>
    (
      await rawRequest(
        port,
        `PUT /api/sessions/${made.id}/files/content?path=/root/x HTTP/1.1\r\nHost: localhost:${port}\r\n` +
          `Cookie: ${me.cookie}\r\n${headers}\r\n\r\n`,
      )
    ).status;
  expect(await send(`Content-Length: ${33 * 1024 * 1024}`)).toBe(413);
  expect(await send("Transfer-Encoding: chunked")).toBe(400);
  expect(seen).toHaveLength(1);
});
