import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { ServerMessage } from "../../runtime/protocol/index.ts";
import { createBrowserLike } from "../support/browser-like.ts";
import { startFakeServer } from "../support/fake-server.ts";

let server: Awaited<ReturnType<typeof startFakeServer>>;
beforeEach(async () => {
  server = await startFakeServer();
});
afterEach(() => server.close());

async function visitor() {
  const browser = createBrowserLike(server.url);
  const session = await browser.start();
  const heard: ServerMessage[] = [];
  const socket = browser.socket(`/ws/sessions/${session.id}`);
  socket.on("message", (data) => heard.push(JSON.parse(String(data)) as ServerMessage));
  await vi.waitFor(() => expect(heard.map(({ type }) => type)).toEqual(["session"]));
  const engine = () => heard.filter(({ type }) => type === "engine");
  return { session, socket, engine };
}

it("tells what happens in an engine to the pages of its session alone", async () => {
  const [mine, other] = [await visitor(), await visitor()];
  const happens = (sandboxId: (typeof mine.session.nodes)[number]["sandboxId"] | undefined, name: string) => {
    if (!sandboxId) throw new Error("a session without a node");
    const what = { kind: "container" as const, action: "start", id: "abc", name };
    server.fakes.agent.control.emit({ type: "engine.event", sandboxId, ...what });
  };
  happens(mine.session.nodes[0]?.sandboxId, "web");
  happens(other.session.nodes[0]?.sandboxId, "theirs");
  await vi.waitFor(() => expect(other.engine().length).toBe(1));
  await vi.waitFor(() => expect(mine.engine().length).toBe(1));
  expect(mine.engine()).toEqual([
    { type: "engine", node: "node1", kind: "container", action: "start", id: "abc", name: "web" },
  ]);
  expect(other.engine()).toMatchObject([{ name: "theirs" }]);
  mine.socket.close();
  other.socket.close();
});
