import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import http, { type IncomingMessage, type RequestOptions } from "node:http";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createBrowserLike } from "../support/browser-like.ts";
import { startFakeServer } from "../support/fake-server.ts";

/** What stands behind the port is written byte by byte here: a sandbox may answer anything. */
let server: Awaited<ReturnType<typeof startFakeServer>>;
let inner: ReturnType<typeof createServer>;
let connections: Socket[] = [];
let serve: (socket: Socket, nth: number) => void;
let visit: { host: string; cookie: string };

beforeEach(async () => {
  server = await startFakeServer();
  connections = [];
  inner = createServer((socket) => {
    socket.on("error", () => undefined);
    serve(socket, connections.push(socket));
  });
  inner.listen(0, "127.0.0.1");
  await once(inner, "listening");
  const { port } = inner.address() as AddressInfo;
  const browser = createBrowserLike(server.url);
  const { id } = await browser.start();
  const made = await browser.fetch(`/api/sessions/${id}/previews`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ port }),
  });
  const { url } = (await made.json()) as { url: string };
  const { host, pathname, search } = new URL(url);
  const entered = await open({ path: pathname + search, headers: { host } });
  entered.resume();
  visit = { host, cookie: entered.headers["set-cookie"]?.[0]?.split(";")[0] ?? "" };
});

afterEach(async () => {
  for (const socket of connections) socket.destroy();
  inner.close();
  await server.close();
});

/** Sent to the loopback, whatever name the request bears. */
function begin(options: RequestOptions) {
  const headers = { ...visit, ...options.headers };
  return http.request({ host: "127.0.0.1", port: server.port, agent: false, ...options, headers });
}

async function open(options: RequestOptions, body?: Uint8Array): Promise<IncomingMessage> {
  const request = begin(options);
  request.end(body);
  const [response] = await once(request, "response");
  return response as IncomingMessage;
}

async function textOf(response: IncomingMessage): Promise<string> {
  let text = "";
  for await (const part of response) text += part;
  return text;
}

/** Answers the first request of a connection with these bytes. */
const answering = (bytes: string) => (socket: Socket) => socket.once("data", () => socket.end(bytes));
const OK = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood";

it("asks again when the port accepts a moment before the server behind it does", async () => {
  serve = (socket, nth) => (nth < 3 ? socket.destroy() : answering(OK)(socket));
  const response = await open({ path: "/" });
  expect([response.statusCode, await textOf(response)]).toEqual([200, "good"]);
  expect(connections.length).toBe(3);
});

it("sends nothing twice that may change something", async () => {
  serve = (socket) => socket.once("data", () => socket.destroy());
  const response = await open({ path: "/", method: "POST" }, Buffer.from("order"));
  expect(response.statusCode).toBe(502);
  expect(await textOf(response)).toContain("Nothing answers");
  expect(connections.length).toBe(1);
});

it("says so when what answers does not speak HTTP", async () => {
  serve = answering("SSH-2.0-OpenSSH_9.2\r\n");
  const response = await open({ path: "/" });
  expect(response.statusCode).toBe(502);
  expect(await textOf(response)).toContain("does not speak HTTP");
});

it.each(["HTTP/1.1 050 Low\r\n\r\n", "HTTP/1.1 999 High\r\n\r\n", "HTTP/1.1 200 \x01\r\n\r\n"])(
  "outlives an answer that no server may give: %j",
  async (bytes) => {
    serve = answering(bytes);
    const response = await open({ path: "/" });
    expect([200, 502, 999]).toContain(response.statusCode);
    serve = answering(OK);
    expect(await textOf(await open({ path: "/" }))).toBe("good");
  },
);

it("passes the head of a stream on at once, and each event as it comes", async () => {
  serve = (socket) =>
    socket.once("data", () => socket.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"));
  const response = await open({ path: "/events" });
  expect(response.headers["content-type"]).toBe("text/event-stream");
  for (const event of ["data: one\n\n", "data: two\n\n"]) {
    connections[0]?.write(event);
    const [chunk] = await once(response, "data");
    expect(String(chunk)).toBe(event);
  }
  response.destroy();
});

it("carries 8 MB both ways unchanged", async () => {
  const bytes = randomBytes(8 * 1024 * 1024);
  serve = (socket) => {
    let seen = 0;
    socket.on("data", (chunk) => {
      if (seen === 0) {
        const head = chunk.indexOf("\r\n\r\n") + 4;
        socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${bytes.length}\r\n\r\n`);
        seen = head;
        socket.write(chunk.subarray(head));
      } else socket.write(chunk);
    });
  };
  const response = await open(
    { path: "/", method: "PUT", headers: { "content-length": bytes.length } },
    bytes,
  );
  const hash = createHash("sha256");
  for await (const chunk of response) hash.update(chunk);
  expect(hash.digest("hex")).toBe(createHash("sha256").update(bytes).digest("hex"));
});

it("answers HEAD with the headers of a body that never comes", async () => {
  serve = answering("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n");
  const response = await open({ path: "/", method: "HEAD" });
  expect([response.headers["content-length"], await textOf(response)]).toEqual(["5000", ""]);
});

it("lets a client that asks first send its body", async () => {
  serve = (socket) => {
    let heard = "";
    socket.on("data", (chunk) => {
      heard += chunk;
      if (heard.endsWith("big body")) socket.end(heard.includes("xpect") ? "HTTP/1.1 417 No\r\n\r\n" : OK);
    });
  };
  const request = begin({
    path: "/",
    method: "POST",
    headers: { expect: "100-continue", "content-length": 8 },
  });
  request.flushHeaders();
  await once(request, "continue");
  request.end("big body");
  const [response] = await once(request, "response");
  expect(await textOf(response)).toBe("good");
});

it("lets go of the sandbox's server when the browser goes away", async () => {
  serve = () => undefined;
  const request = begin({ path: "/" });
  request.on("error", () => undefined);
  request.end();
  await vi.waitFor(() => expect(connections.length).toBe(1));
  const closed = once(connections[0] as Socket, "close");
  request.destroy();
  connections[0]?.resume();
  await closed;
});

it("breaks an answer off that breaks off, so that half a file is not taken for a whole", async () => {
  serve = (socket) =>
    socket.once("data", () => {
      socket.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
      socket.end();
    });
  const response = await open({ path: "/file" });
  await expect(textOf(response)).rejects.toThrow();
});
