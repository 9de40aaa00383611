import { once } from "node:events";
import { createServer, get, type Server } from "node:http";
import { type AddressInfo, createConnection } from "node:net";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createMirror } from "../../../runtime/shelf/mirror.ts";

let shelf: Server;
let mirror: Server;
const seen: string[] = [];
const portOf = (server: Server) => (server.address() as AddressInfo).port;
const ask = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${portOf(mirror)}${path}`, init);

beforeEach(async () => {
  seen.length = 0;
  shelf = createServer((request, response) => {
    if (request.url?.includes("no-such-image")) return void response.writeHead(404).end("not found");
    seen.push(`${request.method} ${request.url} ${request.headers.accept} ${request.headers.cookie}`);
    response.writeHead(200, { "docker-content-digest": "sha256:1" }).end("a manifest");
  }).listen(0, "127.0.0.1");
  await once(shelf, "listening");
  mirror = createMirror({ host: "127.0.0.1", port: portOf(shelf) }).listen(0, "127.0.0.1");
  await once(mirror, "listening");
});
afterEach(() => {
  shelf.close();
  mirror.close();
});

it("passes on what is read, with the headers that matter and no others", async () => {
  const answer = await ask("/v2/library/x/manifests/1", {
    headers: { accept: "application/x", cookie: "a=b" },
  });
  expect(answer.headers.get("docker-content-digest")).toBe("sha256:1");
  expect(await answer.text()).toBe("a manifest");
  expect(seen).toEqual(["GET /v2/library/x/manifests/1 application/x undefined"]);
});

it("says in words that docker shows that an image is not there", async () => {
  const answer = await ask("/v2/library/no-such-image/manifests/1");
  expect(answer.status).toBe(404);
  expect(await answer.json()).toMatchObject({
    errors: [{ code: "MANIFEST_UNKNOWN", message: expect.stringContaining("docker search") }],
  });
});

it.each(["POST", "PUT", "PATCH", "DELETE"])(
  "refuses %s in words that a docker client gives up at",
  async (method) => {
    const answer = await ask("/v2/x/blobs/uploads/", { method });
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ errors: [{ code: "DENIED" }] });
    expect(seen).toEqual([]);
  },
);

it("gives no sandbox so many connections that another has none", async () => {
  const statusFor = (localAddress: string) =>
    new Promise<number | undefined>((resolve) => {
      const asked = get({
        host: "127.0.0.1",
        port: portOf(mirror),
        path: "/v2/",
        localAddress,
        agent: false,
      });
      asked.on("response", (answer) => resolve(answer.resume().statusCode));
      asked.on("error", () => resolve(undefined));
    });
  const held = Array.from({ length: 300 }, () =>
    createConnection({ host: "127.0.0.1", port: portOf(mirror), localAddress: "127.0.0.2" }),
  );
  try {
    for (const socket of held) socket.on("error", () => undefined);
    await Promise.all(held.map((socket) => once(socket, "connect")));
    expect(await statusFor("127.0.0.2")).toBe(undefined);
    expect(await statusFor("127.0.0.3")).toBe(200);
    for (const socket of held) socket.destroy();
    await vi.waitFor(async () => expect(await statusFor("127.0.0.2")).toBe(200));
  } finally {
    for (const socket of held) socket.destroy();
  }
});

it("says that it is busy while the shelf is away", async () => {
  shelf.closeAllConnections();
  shelf.close();
  await once(shelf, "close");
  expect((await ask("/v2/")).status).toBe(503);
});
