import { Agent, type ClientRequest, type RequestOptions, request } from "node:http";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createBrowserLike } from "../../../support/browser-like.ts";
import { startFakeServer } from "../../../support/fake-server.ts";

let server: Awaited<ReturnType<typeof startFakeServer>>;
beforeEach(async () => {
  server = await startFakeServer();
});
afterEach(() => server.close());

const PART =
  '--x\r\ncontent-disposition: form-data; name="file"; filename="a.zip"\r\ncontent-type: application/zip\r\n\r\n';

it("an archive that is refused before it has come leaves its connection of use", async () => {
  const browser = createBrowserLike(server.url);
  await browser.fetch("/api/labs");
  const ask = (path: string, options: RequestOptions, body?: Buffer) =>
    new Promise<number>((resolve, reject) => {
      const asked = request(server.url + path, { ...options }, (answer) => {
        answer.resume();
        answer.on("end", () => resolve(answer.statusCode ?? 0));
      });
      asked.on("error", reject);
      asked.end(body);
    });
  const upload = (length: number): RequestOptions => ({
    method: "POST",
    headers: {
      cookie: browser.cookie,
      origin: server.url,
      "content-type": "multipart/form-data; boundary=x",
      "content-length": length,
    },
  });
  // Two that never end: one person may send no third.
  const held = [1, 2].map((): ClientRequest => {
    const one = request(`${server.url}/api/labs/imports`, upload(1_000_000));
    one.on("error", () => undefined);
    one.write(`${PART}PK`);
    return one;
  });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const whole = Buffer.concat([Buffer.from(PART), Buffer.alloc(15_000_000), Buffer.from("\r\n--x--\r\n")]);
  await vi.waitFor(
    async () => expect(await ask("/api/labs/imports", { ...upload(whole.length), agent }, whole)).toBe(503),
    { timeout: 10_000 },
  );
  const next = await ask("/api/labs", { agent, headers: { cookie: browser.cookie }, timeout: 5000 });
  expect(next).toBe(200);
  for (const one of held) one.destroy();
  agent.destroy();
}, 20_000);
