import http, { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import {
  encodeFrame,
  FrameKind,
  type ServerMessage,
  type SessionView,
} from "../../runtime/protocol/index.ts";
import { startFakeServer } from "../support/fake-server.ts";

let server: Awaited<ReturnType<typeof startFakeServer>>;
beforeEach(async () => {
  server = await startFakeServer();
});
afterEach(() => server.close());

/** A browser: keeps its cookie. */
function browser() {
  let cookie = "";
  return {
    cookie: () => cookie,
    async call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
      const json: Record<string, string> =
        body === undefined || body instanceof Uint8Array ? {} : { "content-type": "application/json" };
      const payload =
        body === undefined ? undefined : body instanceof Uint8Array ? body : JSON.stringify(body);
      const response = await fetch(server.url + path, {
        method,
        headers: { ...json, ...(cookie ? { cookie } : {}), ...headers },
        ...(payload === undefined ? {} : { body: payload as BodyInit }),
      });
      cookie = response.headers.getSetCookie()[0]?.split(";")[0] ?? cookie;
      return response;
    },
    async session(): Promise<SessionView> {
      const response = await this.call("POST", "/api/sessions", {});
      expect(response.status).toBe(201);
      return (await response.json()) as SessionView;
    },
    async readySession(): Promise<SessionView> {
      const { id } = await this.session();
      return vi.waitFor(async () => {
        const view = (await (await this.call("GET", `/api/sessions/${id}`)).json()) as SessionView;
        expect(view.state).toBe("ready");
        return view;
      });
    },
    socket(sessionId: string, origin = server.url) {
      const socket = new WebSocket(`${server.url.replace("http", "ws")}/ws/sessions/${sessionId}`, {
        headers: { cookie, origin },
      });
      const messages: ServerMessage[] = [];
      const frames: Buffer[] = [];
      socket.on("message", (data, binary) => {
        if (binary) frames.push(data as Buffer);
        else messages.push(JSON.parse(data.toString()) as ServerMessage);
      });
      socket.on("error", () => undefined);
      const closed = new Promise<number>((resolve) => socket.on("close", resolve));
      const opened = new Promise((resolve) => socket.on("open", resolve));
      return { socket, messages, frames, closed, opened };
    },
  };
}

/** A request to a preview's host, sent to the loopback whatever the name says. */
function preview(
  url: string,
  cookie?: string,
): Promise<{ status: number; headers: http.IncomingHttpHeaders; body: string }> {
  const { host, pathname, search } = new URL(url);
  return new Promise((resolve, reject) => {
    http
      .get(
        {
          host: "127.0.0.1",
          port: server.port,
          path: pathname + search,
          headers: { host, ...(cookie ? { cookie } : {}) },
        },
        async (response) => {
          let body = "";
          for await (const part of response) body += part;
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
        },
      )
      .on("error", reject);
  });
}

it("starts a session, echoes a keystroke over its socket, and ends it", async () => {
  const me = browser();
  const session = await me.readySession();
  expect(session.nodes[0]?.state).toBe("ready");
  const { socket, messages, frames, opened, closed } = me.socket(session.id);
  await opened;
  const terminalId = session.terminals[0]?.id;
  socket.send(
    JSON.stringify({ type: "attach", channel: 7, terminalId, clientId: "tab-12345", fromOffset: null }),
  );
  socket.send(encodeFrame(FrameKind.input, 7, 0, Buffer.from("hello")));
  await vi.waitFor(() => expect(frames[0]?.subarray(13).toString()).toBe("hello"));
  expect(messages.map((message) => message.type).slice(0, 2)).toEqual(["session", "attached"]);
  for (const link of server.fakes.agent.control.links) link.breakOff();
  await vi.waitFor(() =>
    expect(messages.at(-1)).toMatchObject({ type: "refused", channel: 7, code: "agent.unreachable" }),
  );
  expect((await me.call("DELETE", `/api/sessions/${session.id}`)).status).toBe(204);
  expect(await closed).toBe(4404);
  expect(server.fakes.driver.records.size).toBe(0);
});

it("answers at once with a ready session when a warm sandbox waits", async () => {
  await server.close();
  server = await startFakeServer({ SLIPWAY_WARM: "1" });
  await vi.waitFor(() => expect([...server.fakes.driver.records.values()][0]?.status).toBe("frozen"));
  // The warm pool has it a moment after it is frozen.
  await vi.waitFor(async () => {
    const session = await browser().session();
    expect(session.state).toBe("ready");
  });
  expect(server.fakes.driver.control.claimed).toBe(1);
});

it("keeps a place in the queue while the pool is full, and lets the first go on when a place is free", async () => {
  const people = [browser(), browser(), browser()];
  const running = [];
  for (const person of people) running.push(await person.readySession());
  const late = browser();
  const later = browser();
  const first = await late.session();
  const second = await later.session();
  expect([first.queuePosition, second.queuePosition]).toEqual([1, 2]);
  await people[0]?.call("DELETE", `/api/sessions/${running[0]?.id}`);
  await vi.waitFor(async () => {
    const view = (await (await late.call("GET", `/api/sessions/${first.id}`)).json()) as SessionView;
    expect(view.state).toBe("ready");
  });
  const view = (await (await later.call("GET", `/api/sessions/${second.id}`)).json()) as SessionView;
  expect(view.queuePosition).toBe(1);
});

it("shows why a session failed and prepares it anew on retry", async () => {
  server.fakes.driver.control.failNextCreate = true;
  const me = browser();
  const { id } = await me.session();
  await vi.waitFor(async () => {
    const view = (await (await me.call("GET", `/api/sessions/${id}`)).json()) as SessionView;
    expect(view).toMatchObject({ state: "failed", failure: { code: "sandbox.failed" }, nodes: [] });
  });
  await me.call("POST", `/api/sessions/${id}/retry`);
  await vi.waitFor(async () => {
    expect(await (await me.call("GET", `/api/sessions/${id}`)).json()).toMatchObject({
      state: "ready",
      failure: null,
    });
  });
});

it("refuses another browser everywhere, and every refusal is a problem document", async () => {
  const me = browser();
  const other = browser();
  const { id, terminals } = await me.readySession();
  await other.call("GET", "/api/sessions");
  const tries: [string, string, unknown?][] = [
    ["GET", `/api/sessions/${id}`],
    ["DELETE", `/api/sessions/${id}`],
    ["POST", `/api/sessions/${id}/extend`],
    ["POST", `/api/sessions/${id}/retry`],
    ["POST", `/api/sessions/${id}/nodes`, {}],
    ["POST", `/api/sessions/${id}/terminals`, {}],
    ["PATCH", `/api/sessions/${id}/terminals/${terminals[0]?.id}`, { title: "mine" }],
    ["GET", `/api/sessions/${id}/files?path=/root`],
    ["GET", `/api/sessions/${id}/files/content?path=/etc/passwd`],
    ["PUT", `/api/sessions/${id}/files/content?path=/root/x`, new Uint8Array([1])],
    ["POST", `/api/sessions/${id}/previews`, { port: 80 }],
  ];
  for (const [method, path, body] of tries) {
    const response = await other.call(method, path, body);
    expect([method, path, response.status]).toEqual([method, path, 403]);
    expect(response.headers.get("content-type")).toContain("application/problem+json");
    expect(await response.json()).toMatchObject({ code: "auth.not-yours" });
  }
  const foreign = other.socket(id);
  expect(await foreign.closed).toBe(4403);
});

it("refuses what is malformed, foreign or unknown", async () => {
  const me = browser();
  const { id } = await me.readySession();
  const status = async (method: string, path: string, body?: unknown, headers?: Record<string, string>) =>
    (await me.call(method, path, body, headers)).status;
  expect(await status("POST", "/api/sessions", { egress: "everything" })).toBe(400);
  expect(await status("GET", `/api/sessions/${id}/files?path=/root/../etc`)).toBe(400);
  expect(await status("GET", `/api/sessions/${id}/files?path=relative`)).toBe(400);
  expect(await status("GET", "/api/sessions/ses_doesnotexist00")).toBe(404);
  expect(await status("GET", "/api/nothing")).toBe(404);
  expect(await status("POST", "/api/sessions", {}, { origin: "http://evil.example" })).toBe(403);
  expect(await status("POST", "/api/sessions", {}, { "sec-fetch-site": "same-site" })).toBe(403);
  const broken = await me.call("POST", "/api/sessions", new Uint8Array([123]), {
    "content-type": "application/json",
  });
  expect([broken.status, (await broken.json()).code]).toEqual([400, "input.invalid"]);
  expect(await me.socket(id, "http://evil.example").closed).toBe(1006);
  expect(await me.socket("nothing").closed).toBe(1006);
  for (const bad of ["no json", '{"type":"attach"}', Buffer.from([9, 9, 9])]) {
    const { socket, opened, closed } = me.socket(id);
    await opened;
    socket.send(bad);
    expect(await closed).toBe(4400);
  }
  const { socket, opened, closed } = me.socket(id);
  await opened;
  socket.send(Buffer.alloc(200 * 1024));
  expect(await closed).toBe(1009);
});

it("carries files as bytes, whatever type they are sent as", async () => {
  const me = browser();
  const { id } = await me.readySession();
  const bytes = new TextEncoder().encode('{ "kept" :  1 }');
  const at = `/api/sessions/${id}/files/content?path=/root/a.json`;
  expect((await me.call("PUT", at, bytes, { "content-type": "application/json" })).status).toBe(200);
  const response = await me.call("GET", at);
  expect(await response.text()).toBe('{ "kept" :  1 }');
  expect(response.headers.get("x-content-type-options")).toBe("nosniff");
  expect(response.headers.get("content-disposition")).toContain("attachment");
  server.fakes.agent.control.files.set("/root/big", new Uint8Array(6 * 1024 * 1024));
  const big = `/api/sessions/${id}/files/content?path=/root/big`;
  expect((await (await me.call("GET", big)).json()).code).toBe("file.too-large");
  expect((await (await me.call("GET", `${big}&download=1`)).arrayBuffer()).byteLength).toBe(6 * 1024 * 1024);
});

it("opens a preview once by its link, and then by its cookie alone", async () => {
  const me = browser();
  const { id } = await me.readySession();
  const seen: http.IncomingHttpHeaders[] = [];
  const inner = createServer((request, response) => {
    seen.push(request.headers);
    response.setHeader("Set-Cookie", ["a=1; Path=/", "b=2; Domain=localhost"]);
    response.end("from the sandbox");
  });
  await new Promise<void>((resolve) => inner.listen(0, "127.0.0.1", resolve));
  try {
    const { port } = inner.address() as AddressInfo;
    const link = await (await me.call("POST", `/api/sessions/${id}/previews`, { port })).json();
    const root = new URL("/", link.url).href;
    expect((await preview(root)).status).toBe(403);
    const entered = await preview(link.url);
    expect([entered.status, entered.headers.location]).toEqual([302, "/"]);
    expect((await preview(link.url)).status).toBe(403);
    const cookie = entered.headers["set-cookie"]?.[0]?.split(";")[0] ?? "";
    const page = await preview(root, `${cookie}; own=1`);
    expect(page.body).toBe("from the sandbox");
    expect(page.headers["set-cookie"]).toEqual(["a=1; Path=/; SameSite=None; Secure; Partitioned"]);
    expect(seen[0]?.cookie).toBe("own=1");
    expect((await preview(root.replace(String(port), "1"), cookie)).status).toBe(403);
    await me.call("DELETE", `/api/sessions/${id}`);
    expect((await preview(root, cookie)).status).toBe(403);
  } finally {
    inner.close();
  }
});

it("finds sessions again after a restart and removes what nobody owns", async () => {
  const me = browser();
  const session = await me.readySession();
  const nobodys = {
    node: "node1" as const,
    egress: "packages" as const,
    limits: { memoryBytes: 1, cpuCores: 1, processes: 1, diskBytes: 1 },
    warm: false,
  };
  await server.fakes.driver.create({ ...nobodys, sandboxId: "sbx_orphanorphan" as never });
  await server.fakes.driver.create({ ...nobodys, sandboxId: "sbx_leftbehind00" as never, keepUntilMs: 1 });
  const kept = { ...nobodys, sandboxId: "sbx_keptbyitself" as never, keepUntilMs: Date.now() + 60_000 };
  await server.fakes.driver.create(kept);
  await server.stop();
  server = await startFakeServer({}, server.fakes, server.dataDir);
  expect(await (await me.call("GET", `/api/sessions/${session.id}`)).json()).toMatchObject({
    state: "ready",
    terminals: [{ state: "open" }],
  });
  await vi.waitFor(() => expect(server.fakes.driver.records.size).toBe(2));
  expect(server.fakes.driver.records.has(kept.sandboxId)).toBe(true);
  await server.fakes.driver.delete(kept.sandboxId);
});

it("adds a node with a terminal of its own, and describes itself", async () => {
  const me = browser();
  const { id } = await me.readySession();
  expect((await me.call("POST", `/api/sessions/${id}/nodes`, {})).status).toBe(201);
  await vi.waitFor(async () => {
    const view = (await (await me.call("GET", `/api/sessions/${id}`)).json()) as SessionView;
    expect(view.nodes.map((node) => [node.name, node.state])).toEqual([
      ["node1", "ready"],
      ["node2", "ready"],
    ]);
    expect(view.terminals.map((terminal) => terminal.node)).toEqual(["node1", "node2"]);
    expect(view.nodes.map((node) => node.privateAddress)).toEqual(["198.19.255.11", "198.19.255.12"]);
  });
  expect((await me.call("DELETE", `/api/sessions/${id}/nodes/node1`)).status).toBe(409);
  const alone = await me.call("DELETE", `/api/sessions/${id}/nodes/node2`);
  expect(alone.status).toBe(200);
  expect(((await alone.json()) as SessionView).nodes).toMatchObject([
    { name: "node1", privateAddress: null },
  ]);
  const description = await (await me.call("GET", "/api/openapi.json")).json();
  expect(Object.keys(description.paths)).toContain("/api/sessions/{id}/terminals/{terminalId}");
  const docs = await me.call("GET", "/api/docs/");
  expect([docs.status, (await docs.text()).includes("http://cdn")]).toEqual([200, false]);
  expect(await (await me.call("GET", "/session/x")).text()).toBe("page /session/x");
});
