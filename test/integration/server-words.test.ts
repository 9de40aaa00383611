import { Writable } from "node:stream";
import { pino } from "pino";
import { expect, it, vi } from "vitest";
import type { SessionView } from "../../runtime/protocol/index.ts";
import { createBrowserLike } from "../support/browser-like.ts";
import { startFakeServer } from "../support/fake-server.ts";
import { rawRequest } from "../support/raw-request.ts";

it("writes one line a finished request, with its names and without a token, a path or a cookie", async () => {
  const lines: Record<string, unknown>[] = [];
  const written: string[] = [];
  const log = pino(
    { level: "trace" },
    new Writable({
      write(chunk, _encoding, done) {
        written.push(String(chunk));
        lines.push(JSON.parse(String(chunk)));
        done();
      },
    }),
  );
  const server = await startFakeServer({}, undefined, undefined, { log });
  try {
    const me = createBrowserLike(server.url);
    const session = await me.start();
    const answer = await me.fetch(`/api/sessions/${session.id}/previews`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: '{"port":8080}',
    });
    const { url } = (await answer.json()) as { url: string };
    const { host, pathname, search, searchParams } = new URL(url);
    const entered = await rawRequest(
      server.port,
      `GET ${pathname}${search} HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
    );
    expect(entered.status).toBe(302);
    server.fakes.agent.agent.listFiles = async () => {
      throw new Error("broken on purpose");
    };
    const failed = await me.fetch(`/api/sessions/${session.id}/files?path=/root/secret-plan`);
    expect(failed.status).toBe(500);
    const visit = entered.headers.find(([name]) => name === "set-cookie")?.[1] ?? "";
    const secrets = [
      searchParams.get("token") ?? "",
      me.cookie.split("=")[1] ?? "",
      visit.split(/[=;]/)[1] ?? "",
      "secret-plan",
    ];
    const finished = () => lines.filter(({ event }) => event === "request.finished");
    await vi.waitFor(() => expect(finished().some(({ status }) => status === 500)).toBe(true));
    for (const secret of secrets) {
      expect(secret.length).toBeGreaterThan(5);
      expect(written.join("")).not.toContain(secret);
    }
    const about = { method: "POST", route: "/api/sessions/:id/previews", status: 201, sessionId: session.id };
    expect(finished().filter(({ route }) => route === about.route)).toEqual([expect.objectContaining(about)]);
    expect(lines.find(({ event }) => event === "request.failed")).toMatchObject({
      route: "/api/sessions/:id/files",
      sessionId: session.id,
      err: { message: "broken on purpose" },
    });
    const nameless = lines.filter(({ event }) => typeof event !== "string");
    expect(nameless).toEqual([]);
  } finally {
    await server.close();
  }
});

it("describes every route with its answers, problem documents included", async () => {
  const server = await startFakeServer();
  try {
    const { paths } = (await (await fetch(`${server.url}/api/openapi.json`)).json()) as {
      paths: Record<
        string,
        Record<string, { summary?: string; responses: Record<string, { content?: object }> }>
      >;
    };
    const routes = Object.values(paths).flatMap((path) => Object.values(path));
    expect(routes.length).toBeGreaterThan(18);
    for (const { summary, responses } of routes) {
      expect(summary).toBeTruthy();
      expect(Object.keys(responses).some((status) => status.startsWith("2"))).toBe(true);
      for (const status of ["4XX", "5XX"])
        expect(Object.keys(responses[status]?.content ?? {})).toEqual(["application/problem+json"]);
    }
    const view = paths["/api/sessions/{id}"]?.get?.responses["200"]?.content as Record<
      string,
      { schema: object }
    >;
    const shown = JSON.stringify(view["application/json"]?.schema);
    const known: (keyof SessionView)[] = ["id", "state", "endsAt", "queuePosition", "nodes", "terminals"];
    for (const name of known) expect(shown).toContain(`"${name}"`);
  } finally {
    await server.close();
  }
});
