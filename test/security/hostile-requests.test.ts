import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SessionView } from "../../runtime/protocol/index.ts";
import { type BrowserLike, createBrowserLike, ending } from "../support/browser-like.ts";
import { rawRequest } from "../support/raw-request.ts";
import { createTestServer, type TestServer } from "../support/server-process.ts";

let server: TestServer;
let owner: BrowserLike;
let session: SessionView;

beforeAll(async () => {
  server = await createTestServer();
  await server.start();
  owner = createBrowserLike(server.url);
  session = await owner.start();
});
afterAll(async () => {
  if (session) await owner.end(session.id);
  await server?.stop();
});

/** Bytes on the wire, with the owner's cookie: what is refused is refused for its form, not for who sends it. */
function raw(line: string, headers: Record<string, string> = {}, body = "") {
  const all = {
    Host: `localhost:${server.port}`,
    Cookie: owner.cookie,
    Connection: "close",
    ...(body ? { "Content-Length": String(Buffer.byteLength(body, "latin1")) } : {}),
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return rawRequest(server.port, Buffer.from(`${line} HTTP/1.1\r\n${lines.join("")}\r\n${body}`, "latin1"));
}
const json = { "Content-Type": "application/json" };
const post = (body: string, headers: Record<string, string> = json) =>
  raw(`POST /api/sessions/${session.id}/terminals`, headers, body);

async function expectUnharmed() {
  const view = (await (await owner.fetch(`/api/sessions/${session.id}`)).json()) as SessionView;
  expect(view).toMatchObject({ state: "ready", nodes: [{ name: "node1" }] });
  expect(view.terminals).toEqual(session.terminals);
}

describe("a body that is not what it should be", () => {
  const bodies: [string, string, Record<string, string>?][] = [
    ["half a JSON document", '{"node":'],
    ["JSON nested fifteen thousand deep", "[".repeat(15_000)],
    ["closed JSON nested as deep", `{"node":${"[".repeat(15_000)}${"]".repeat(15_000)}}`],
    ["a __proto__ key", '{"__proto__":{"node":"node1"}}'],
    ["a constructor key", '{"constructor":{"prototype":{"node":"node1"}}}'],
    ["an array", "[]"],
    ["a string", '"node1"'],
    ["a number", "1e999"],
    ["bytes that are not UTF-8 in a title", '{"title":"\xff\xfe\xc0\x80\u0000"}'],
    ["a title of control characters", '{"title":"\\u001b]0;x\\u0007"}'],
    ["a title that turns the line around", '{"title":"a\\u202eb"}'],
    ["a node that is not there", '{"node":"node9"}'],
    ["a form", "node=node1", { "Content-Type": "application/x-www-form-urlencoded" }],
    ["JSON sent as text, as another site's form could", "{}", { "Content-Type": "text/plain" }],
    ["XML", "<node/>", { "Content-Type": "application/xml" }],
    ["more than 64 KiB", `{"title":"${"a".repeat(70_000)}"}`],
    ["a length that is not true", "{}", { ...json, "Content-Length": "x" }],
    ["two ideas of its length", "{}", { ...json, "Content-Length": "2", "Transfer-Encoding": "chunked" }],
  ];
  it.each(bodies)("%s is refused and changes nothing", async (_name, body, headers = json) => {
    const { status, body: answer } = await post(body, headers);
    expect([400, 413]).toContain(status);
    expect(answer).not.toMatch(/node_modules|at .*\.ts:\d/);
    await expectUnharmed();
  });
});

describe("an address that is not what it should be", () => {
  const lines: [string, () => string, number[]][] = [
    ["a whole address instead of a path", () => `GET http://evil.example/api/sessions`, [400]],
    ["two slashes", () => "GET //evil.example/..", [400]],
    ["a slash and a backslash", () => "GET /\\evil.example", [400]],
    ["no path", () => "OPTIONS *", [400]],
    ["broken percent-encoding", () => "GET /api/sessions/%zz", [400]],
    [
      "an overlong encoding of a dot",
      () => `GET /api/sessions/${session.id}/files?path=/%c0%ae%c0%ae/etc`,
      [400, 404],
    ],
    ["encoded dots", () => `GET /api/sessions/${session.id}/files?path=/root/%2e%2e/etc`, [400]],
    ["an encoded slash in an id", () => `GET /api/sessions/${session.id}%2ffiles`, [400, 404]],
    ["dots in the path", () => `GET /api/../api/sessions/../nothing`, [404]],
    ["a NUL in the path", () => "GET /api/sessions/%00", [400, 404]],
    ["an id a hundred times too long", () => `GET /api/sessions/ses_${"a".repeat(3000)}`, [400, 404]],
    ["a path given twice", () => `GET /api/sessions/${session.id}/files?path=/root&path=/etc`, [400]],
    ["a path as an object", () => `GET /api/sessions/${session.id}/files?path[x]=/root`, [400]],
    ["an unknown method", () => `PATCH /api/sessions/${session.id}`, [404, 405]],
    ["a method that shows the request", () => "TRACE /api/sessions", [404, 405]],
    ["a method for proxies", () => "CONNECT evil.example:443", [0, 400, 404, 405]],
    ["a method nobody knows", () => "BREW /api/sessions", [400, 404, 405]],
    [
      "a HEAD that would read a file",
      () => `HEAD /api/sessions/${session.id}/files/content?path=/etc/passwd`,
      [404, 405],
    ],
  ];
  it.each(lines)("%s is refused", async (_name, line, statuses) => {
    const { status, body } = await raw(line());
    expect(statuses).toContain(status);
    expect(body).not.toContain("evil.example");
    await expectUnharmed();
  });

  it("a HEAD of what may be read has the head of its GET and no body", async () => {
    const { status, body } = await raw(`HEAD /api/sessions/${session.id}`);
    expect([status, body]).toEqual([200, ""]);
  });
});

describe("a host that is not ours", () => {
  const preview = () => `8080--${session.nodes[0]?.sandboxId.replace("_", "-")}`;
  const hosts: [string, () => string, number][] = [
    ["another site's", () => "evil.example", 421],
    ["ours with a dot at its end", () => `localhost.:${server.port}`, 421],
    ["ours as the start of another", () => `localhost.evil.example`, 421],
    ["ours behind another's name", () => `evil.example@localhost`, 421],
    ["a preview's with a dot at its end", () => `${preview()}.localhost.:${server.port}`, 421],
    [
      "a preview's in capitals, without its cookie",
      () => `${preview().toUpperCase()}.LOCALHOST:${server.port}`,
      403,
    ],
    ["a preview's without its cookie", () => `${preview()}.localhost:${server.port}`, 403],
    ["a preview's below another", () => `x.${preview()}.localhost`, 404],
    ["the previews' domain with no preview", () => `www.localhost:${server.port}`, 404],
    ["an empty one", () => "", 421],
  ];
  it.each(hosts)("%s never sees the application, for all the owner's cookie", async (_name, host, status) => {
    for (const path of ["/", `/api/sessions/${session.id}`, "/__slipway/enter?token=x"]) {
      const answer = await raw(`GET ${path}`, { Host: host() });
      expect([403, status]).toContain(answer.status);
      expect(answer.body).not.toContain(session.id);
    }
  });

  it("opens no socket", async () => {
    const upgrade = { Connection: "Upgrade", Upgrade: "websocket", "Sec-WebSocket-Version": "13" };
    const key = { "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==" };
    const answer = await raw(`GET /ws/sessions/${session.id}`, {
      ...upgrade,
      ...key,
      Host: "evil.example",
      Origin: "http://evil.example",
    });
    expect(answer.status).toBe(421);
  });
});

describe("another origin, with the owner's cookie", () => {
  const previewOrigin = () =>
    `http://8080--${session.nodes[0]?.sandboxId.replace("_", "-")}.localhost:${server.port}`;
  const senders: [string, () => Record<string, string>][] = [
    ["another site's page", () => ({ Origin: "https://evil.example", "Sec-Fetch-Site": "cross-site" })],
    [
      "its own preview, the same site to a browser",
      () => ({ Origin: previewOrigin(), "Sec-Fetch-Site": "same-site" }),
    ],
    ["a preview that hides its origin", () => ({ Origin: "null", "Sec-Fetch-Site": "same-site" })],
    ["a page that hides its origin from an old browser", () => ({ Origin: "null" })],
    ["another port of this machine", () => ({ Origin: "http://localhost:1" })],
    [
      "this host by another scheme",
      () => ({ Origin: `https://localhost:${server.port}`, "Sec-Fetch-Site": "cross-site" }),
    ],
  ];
  const requests: [string, () => string][] = [
    ["ends the session", () => `DELETE /api/sessions/${session.id}`],
    ["opens a terminal", () => `POST /api/sessions/${session.id}/terminals`],
    ["starts a session", () => "POST /api/sessions"],
    ["asks for a way into a preview", () => `POST /api/sessions/${session.id}/previews`],
    ["reads the session", () => `GET /api/sessions/${session.id}`],
    ["reads a file", () => `GET /api/sessions/${session.id}/files/content?path=/etc/passwd`],
  ];
  const pairs = senders.flatMap(([sender, headers]) =>
    requests.map(([what, line]): [string, string, () => string, () => Record<string, string>] => [
      sender,
      what,
      line,
      headers,
    ]),
  );
  it.each(pairs)("%s %s and is refused, with no CORS header", async (_sender, _what, line, headers) => {
    const answer = await raw(line(), headers());
    expect(answer.status).toBe(403);
    expect(answer.headers.filter(([name]) => name.startsWith("access-control-"))).toEqual([]);
    await expectUnharmed();
  });

  // A scheme is not told apart: behind a proxy the page is of https and the request is not.
  it.each(senders.slice(0, -1))("%s is refused the socket", async (_sender, headers) => {
    const { Origin = "" } = headers();
    expect(await ending(owner.socket(`/ws/sessions/${session.id}`, { origin: Origin }))).toBe(403);
  });

  it("is told nothing by a preflight", async () => {
    const asks = { Origin: "https://evil.example", "Access-Control-Request-Method": "DELETE" };
    const answer = await raw(`OPTIONS /api/sessions/${session.id}`, asks);
    expect(answer.headers.filter(([name]) => name.startsWith("access-control-"))).toEqual([]);
  });
});

describe("what every answer carries", () => {
  it.each(["/", "/api/pool", "/api/docs/", "/sessions/ses_0000000000000000", "/icon.svg"])(
    "%s cannot be framed, sniffed, opened or embedded by another origin",
    async (path) => {
      const { headers } = await owner.fetch(path);
      expect(headers.get("content-security-policy")).toContain("object-src 'none'");
      expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
      expect(headers.get("content-security-policy")).toMatch(/(^|;) ?connect-src 'self'(;|$)/);
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
      expect(headers.get("cross-origin-resource-policy")).toBe("same-origin");
      expect(headers.get("x-powered-by")).toBeNull();
    },
  );

  it("pages and answers of the API stay out of caches; built assets are kept for good", async () => {
    const page = await owner.fetch("/");
    expect(page.headers.get("cache-control")).toBe("private, no-cache");
    expect((await owner.fetch("/api/sessions")).headers.get("cache-control")).toBe("no-store");
    const asset = /\/_next\/static\/[^"\\]+\.js/.exec(await page.text())?.[0] ?? "";
    expect((await owner.fetch(asset)).headers.get("cache-control")).toContain("immutable");
  });

  it("the identity is HttpOnly, SameSite, for the whole host and for no other", async () => {
    const [line = ""] = (await createBrowserLike(server.url).fetch("/")).headers.getSetCookie();
    expect(line).toMatch(/^slipway_learner=[^;]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+$/);
  });
});

describe("files", () => {
  const at = (path: string, more = "") =>
    `/api/sessions/${session.id}/files/content?path=${encodeURIComponent(path)}${more}`;
  const put = (path: string, body: string) => owner.fetch(at(path), { method: "PUT", body });

  it.each([
    ["a name of 300 characters", `/root/${"n".repeat(300)}`],
    ["a folder that is not there", "/nowhere/x"],
    ["a folder itself", "/root"],
    ["the root", "/"],
    ["the kernel's own", "/proc/sysrq-trigger/x"],
  ])("%s is not written", async (_name, path) => {
    const answer = await put(path, "x");
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.headers.get("content-type")).toContain("application/problem+json");
  });

  it("an upload that breaks off leaves the old file whole", async () => {
    expect((await put("/root/kept", "as it was")).status).toBe(200);
    const headers = { "Content-Length": String(20 * 1024 * 1024), Origin: server.url };
    await raw(`PUT ${at("/root/kept")}`, headers, "x".repeat(1024 * 1024));
    expect(await (await owner.fetch(at("/root/kept"))).text()).toBe("as it was");
  });

  it("an upload over the limit is refused, and none that failed leaves a file", async () => {
    const headers = { "Content-Length": String(33 * 1024 * 1024), Origin: server.url };
    expect((await raw(`PUT ${at("/root/huge")}`, headers)).status).toBe(413);
    const list = async () => (await owner.fetch(`/api/sessions/${session.id}/files?path=/root`)).text();
    await expect.poll(list, { timeout: 10_000 }).not.toMatch(/huge|slipway-/);
  });

  it("a download with a hostile name keeps to its header", async () => {
    const name = 'a";\u202e é%0d%0aX: y.html';
    expect((await put(`/root/${name}`, "<script>1</script>")).status).toBe(200);
    const answer = await owner.fetch(at(`/root/${name}`, "&download=1"));
    expect(answer.headers.get("content-type")).toBe("application/octet-stream");
    expect(answer.headers.get("content-disposition")).toMatch(
      /^attachment; filename="[A-Za-z0-9._ -]+"; filename\*=UTF-8''[A-Za-z0-9%._~-]+$/,
    );
    expect(answer.headers.get("content-security-policy")).toContain("sandbox");
    expect(answer.headers.get("x")).toBeNull();
  });
});
