import { mkdtempSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import {
  encodeFrame,
  type FrameKind,
  type LabCard,
  type LabRunView,
  type LabStepView,
  type SessionView,
} from "../../runtime/protocol/index.ts";
import { type BrowserLike, createBrowserLike, ending } from "../support/browser-like.ts";
import { writeLabs } from "../support/lab-world.ts";
import { createTestServer, type TestServer } from "../support/server-process.ts";

/** The session that is attempted runs this lab. */
const LAB = {
  "private/lab.md": `---
title: A lab
summary: Somebody's.
level: beginner
minutes: 1
goals: [To be left alone]
variables: [{ name: who, value: nobody }]
---
Begin.
`,
  "private/steps/01-a.md": `---
title: A
hints: [A hint]
solution: touch /root/a
quiz: { questions: [{ ask: A?, answer: a }] }
---
Text.
`,
  "private/steps/02-b.md": "---\ntitle: B\n---\nText.\n",
};
const labs = mkdtempSync(join(tmpdir(), "slipway-labs-"));

let server: TestServer;
let owner: BrowserLike;
let stranger: BrowserLike;
let session: SessionView;

const json = (body: unknown, method = "POST"): RequestInit => ({
  method,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

beforeAll(async () => {
  writeLabs(labs, LAB);
  server = await createTestServer({ SLIPWAY_LABS_DIR: labs });
  await server.start();
  owner = createBrowserLike(server.url);
  stranger = createBrowserLike(server.url);
  await owner.fetch("/api/sessions");
  await stranger.fetch("/api/sessions");
  const started = await owner.fetch("/api/labs/private/start", json({}));
  const { sessionId } = (await started.json()) as { sessionId: string };
  session = await vi.waitFor(
    async () => {
      const run = (await (await owner.fetch(`/api/sessions/${sessionId}/lab`)).json()) as LabRunView;
      expect(run).toMatchObject({ busy: null, steps: [{ canRestore: true }, { state: "ahead" }] });
      return (await (await owner.fetch(`/api/sessions/${sessionId}`)).json()) as SessionView;
    },
    { timeout: 90_000 },
  );
});

afterAll(async () => {
  if (session) await owner.fetch("/api/labs/private/progress", { method: "DELETE" });
  await server?.stop();
  rmSync(labs, { recursive: true, force: true });
});

/** Refused as not theirs (403) or as not there (404), with a problem document. */
async function expectRefused(answer: Response, statuses: number[] = [403, 404]) {
  expect(statuses).toContain(answer.status);
  expect(answer.headers.get("content-type")).toContain("application/problem+json");
  const problem = (await answer.json()) as { code: string; nextStep: string };
  expect(problem.code).toBeTruthy();
  expect(problem.nextStep).toBeTruthy();
}

describe("another browser", () => {
  const attempts: [string, (id: string, terminal: string) => [string, RequestInit?]][] = [
    ["reads the session", (id) => [`/api/sessions/${id}`]],
    ["ends the session", (id) => [`/api/sessions/${id}`, { method: "DELETE" }]],
    ["extends the session", (id) => [`/api/sessions/${id}/extend`, { method: "POST" }]],
    ["retries the session", (id) => [`/api/sessions/${id}/retry`, { method: "POST" }]],
    ["adds a node", (id) => [`/api/sessions/${id}/nodes`, json({})]],
    ["removes a node", (id) => [`/api/sessions/${id}/nodes/node2`, { method: "DELETE" }]],
    ["restarts a node", (id) => [`/api/sessions/${id}/nodes/node1/restart`, { method: "POST" }]],
    ["opens a terminal", (id) => [`/api/sessions/${id}/terminals`, json({})]],
    [
      "renames a terminal",
      (id, terminal) => [`/api/sessions/${id}/terminals/${terminal}`, json({ title: "mine" }, "PATCH")],
    ],
    [
      "closes a terminal",
      (id, terminal) => [`/api/sessions/${id}/terminals/${terminal}`, { method: "DELETE" }],
    ],
    ["lists files", (id) => [`/api/sessions/${id}/files?node=node1&path=/root`]],
    ["reads a file", (id) => [`/api/sessions/${id}/files/content?node=node1&path=/etc/passwd`]],
    [
      "writes a file",
      (id) => [`/api/sessions/${id}/files/content?node=node1&path=/root/x`, { method: "PUT", body: "x" }],
    ],
    ["deletes a file", (id) => [`/api/sessions/${id}/files?node=node1&path=/root/x`, { method: "DELETE" }]],
    ["moves a file", (id) => [`/api/sessions/${id}/files/move`, json({ from: "/root/a", to: "/root/b" })]],
    ["makes a folder", (id) => [`/api/sessions/${id}/files/folders`, json({ path: "/root/d" })]],
    ["opens a preview", (id) => [`/api/sessions/${id}/previews`, json({ port: 80 })]],
    ["reads the lab", (id) => [`/api/sessions/${id}/lab`]],
    ["reads the lab's introduction", (id) => [`/api/sessions/${id}/lab/intro`]],
    ["reads a step", (id) => [`/api/sessions/${id}/lab/steps/0`]],
    ["goes to a step", (id) => [`/api/sessions/${id}/lab/enter`, json({ index: 1 })]],
    ["runs the checks", (id) => [`/api/sessions/${id}/lab/check`, json({})]],
    ["takes a hint", (id) => [`/api/sessions/${id}/lab/hint`, json({})]],
    ["reads the solution", (id) => [`/api/sessions/${id}/lab/solution`, json({})]],
    ["goes back to a step", (id) => [`/api/sessions/${id}/lab/restore`, json({ index: 0 })]],
    ["opens a quiz", (id) => [`/api/sessions/${id}/lab/quizzes/quiz/open`, json({})]],
    ["answers a quiz", (id) => [`/api/sessions/${id}/lab/quizzes/quiz/answer`, json({})]],
    ["sets variables", (id) => [`/api/sessions/${id}/lab/variables`, json({ values: { who: "me" } }, "PUT")]],
    ["chooses the language", (id) => [`/api/sessions/${id}/lab/language`, json({ language: "de" }, "PUT")]],
  ];
  it.each(attempts)("%s and is refused", async (_name, attempt) => {
    const [path, init] = attempt(session.id, session.terminals[0]?.id ?? "trm_0000000000000000");
    await expectRefused(await stranger.fetch(path, init));
    const still = (await (await owner.fetch(`/api/sessions/${session.id}`)).json()) as SessionView;
    expect(still.state).toBe("ready");
    expect(still.nodes.map((node) => node.name)).toEqual(["node1"]);
    expect(still.terminals.map((terminal) => terminal.title)).toEqual(
      session.terminals.map((terminal) => terminal.title),
    );
    const run = (await (await owner.fetch(`/api/sessions/${session.id}/lab`)).json()) as LabRunView;
    expect(run).toMatchObject({ current: 0, language: "en", variables: { who: "nobody" }, busy: null });
  });

  it("sees none of the owner's progress in a lab, takes none of their help, and forgets none of it", async () => {
    const cards = (await (await stranger.fetch("/api/labs")).json()) as LabCard[];
    expect(cards.map(({ progress }) => progress.state)).toEqual(["none"]);
    await expectRefused(await stranger.fetch("/api/labs/nothing/start", json({})), [404]);
    expect((await stranger.fetch("/api/labs/private/progress", { method: "DELETE" })).status).toBe(204);
    const step = (await (await owner.fetch(`/api/sessions/${session.id}/lab/steps/0`)).json()) as LabStepView;
    expect(step).toMatchObject({ hints: [], hintCount: 1, quizzes: [{ attempts: 0 }] });
  });

  it("does not see the session among its own", async () => {
    expect(await (await stranger.fetch("/api/sessions")).text()).not.toContain(session.id);
  });

  it("is refused the session's socket", async () => {
    expect([401, 403, 404, 4403, 4404]).toContain(
      await ending(stranger.socket(`/ws/sessions/${session.id}`)),
    );
  });

  it("without any cookie is refused the session's socket", async () => {
    const nobody = createBrowserLike(server.url);
    expect([401, 403, 404, 4401, 4403]).toContain(await ending(nobody.socket(`/ws/sessions/${session.id}`)));
  });

  it("is refused the preview of a port", async () => {
    const host = `8080--${session.nodes[0]?.sandboxId.replace("_", "-")}.localhost:${server.port}`;
    const status = await new Promise<number>((resolve, reject) => {
      request(
        { port: server.port, host: "127.0.0.1", path: "/", headers: { host, cookie: stranger.cookie } },
        (answer) => {
          answer.resume();
          resolve(answer.statusCode ?? 0);
        },
      )
        .on("error", reject)
        .end();
    });
    expect([401, 403, 404]).toContain(status);
  });
});

describe("forged identity", () => {
  const forge = (secret: string, expires: string | number) =>
    new SignJWT({})
      .setProtectedHeader({ alg: "HS256" })
      .setSubject("lrn_0000000000000000")
      .setExpirationTime(expires)
      .sign(new TextEncoder().encode(secret.padEnd(32, "x")));
  const cookies: [string, () => Promise<string>][] = [
    ["a cookie signed with another key", () => forge("guess", "1h")],
    ["an expired cookie", () => forge("guess", 1)],
    [
      "an unsigned cookie (alg none)",
      async () => `${btoa('{"alg":"none"}')}.${btoa('{"sub":"lrn_0000000000000000"}')}.`,
    ],
    [
      "a cookie with its last characters changed",
      async () => `${owner.cookie.split("=")[1]?.slice(0, -6)}AAAAAA`,
    ],
    ["a cookie of noise", async () => "x".repeat(3000)],
  ];
  it.each(cookies)("%s is nobody", async (_name, cookie) => {
    const answer = await owner.fetch(`/api/sessions/${session.id}`, {
      headers: { cookie: `slipway_learner=${await cookie()}` },
    });
    expect([401, 403, 404]).toContain(answer.status);
  });
});

describe("cross-origin", () => {
  it("a socket from another site is refused, the owner's cookie notwithstanding", async () => {
    expect(await ending(owner.socket(`/ws/sessions/${session.id}`, { origin: "https://evil.example" }))).toBe(
      403,
    );
  });

  it("a socket from a preview's origin is refused", async () => {
    const origin = `http://8080--sbx-x.localhost:${server.port}`;
    expect(await ending(owner.socket(`/ws/sessions/${session.id}`, { origin }))).toBe(403);
  });

  it("a change asked for by another site is refused", async () => {
    const answer = await owner.fetch(`/api/sessions/${session.id}`, {
      method: "DELETE",
      headers: { origin: "https://evil.example" },
    });
    await expectRefused(answer, [403]);
  });

  it("an unknown socket path is refused at once", async () => {
    expect(await ending(owner.socket("/ws/nothing"))).toBe(404);
  });
});

describe("hostile frames", () => {
  const frames: [string, string | Uint8Array][] = [
    ["text that is not JSON", "{"],
    ["a message of an unknown type", '{"type":"root"}'],
    [
      "an attach with a path for an id",
      '{"type":"attach","channel":0,"terminalId":"../../etc","clientId":"abcdefgh","fromOffset":null}',
    ],
    ["a binary frame shorter than its header", new Uint8Array(3)],
    ["a binary frame of an unknown kind", encodeFrame(9 as FrameKind, 0, 0)],
    ["a frame over the size limit", new Uint8Array(300_000)],
  ];
  it.each(frames)("%s closes the socket and nothing else", async (_name, frame) => {
    const socket = owner.socket(`/ws/sessions/${session.id}`);
    const ended = ending(socket);
    await new Promise((resolve) => socket.once("open", resolve));
    socket.send(frame);
    expect([4400, 1009]).toContain(await ended);
    expect((await owner.fetch(`/api/sessions/${session.id}`)).status).toBe(200);
  });

  it("a terminal of another session cannot be attached", async () => {
    const socket = owner.socket(`/ws/sessions/${session.id}`);
    const refused = new Promise<unknown>((resolve) => {
      socket.on("message", (data, binary) => {
        const message = binary ? {} : JSON.parse(String(data));
        if (message.type === "refused") resolve(message);
      });
    });
    await new Promise((resolve) => socket.once("open", resolve));
    socket.send(
      JSON.stringify({
        type: "attach",
        channel: 1,
        terminalId: "trm_0000000000000000",
        clientId: "abcdefgh",
        fromOffset: null,
      }),
    );
    expect(await refused).toMatchObject({ type: "refused", channel: 1 });
    socket.close();
  });
});

describe("hostile paths and names", () => {
  it.each([
    "../etc/passwd",
    "/root/../../etc",
    "relative",
    "/root/./x",
    "/a\0b",
    "/root//x",
    "",
    `/${"a".repeat(5000)}`,
  ])("the path %j is refused", async (path) => {
    await expectRefused(
      await owner.fetch(`/api/sessions/${session.id}/files?node=node1&path=${encodeURIComponent(path)}`),
      [400],
    );
  });

  it("a symlink out of the folder leads to the sandbox's own file, never the host's", async () => {
    const path = "/root/link";
    const made = await owner.fetch(`/api/sessions/${session.id}/files/content?node=node1&path=/root/plain`, {
      method: "PUT",
      body: "x",
    });
    expect(made.ok).toBe(true);
    const answer = await owner.fetch(
      `/api/sessions/${session.id}/files/content?node=node1&path=/etc/hostname`,
    );
    expect((await answer.text()).trim()).toBe("node1");
    expect(
      (await owner.fetch(`/api/sessions/${session.id}/files/content?node=node1&path=${path}`)).status,
    ).toBe(404);
  });

  it("a terminal's title takes no control characters", async () => {
    const terminal = session.terminals[0]?.id;
    const answer = await owner.fetch(
      `/api/sessions/${session.id}/terminals/${terminal}`,
      json({ title: "a\u001b]0;x\u0007" }, "PATCH"),
    );
    await expectRefused(answer, [400]);
  });

  it("a file with HTML in it comes as a download of plain bytes", async () => {
    const path = "/root/x.html";
    await owner.fetch(`/api/sessions/${session.id}/files/content?node=node1&path=${path}`, {
      method: "PUT",
      body: "<script>alert(1)</script>",
    });
    const answer = await owner.fetch(`/api/sessions/${session.id}/files/content?node=node1&path=${path}`);
    expect(answer.headers.get("content-type")).not.toContain("html");
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
  });
});
