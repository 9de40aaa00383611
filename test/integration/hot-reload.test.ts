import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, expect, it } from "vitest";
import WebSocket from "ws";

let dev: ChildProcess;
let port = "";
beforeAll(async () => {
  dev = spawn(process.execPath, ["test/fixtures/dev-pages.ts"], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, NODE_ENV: "development" },
  });
  if (!dev.stdout) throw new Error("no output");
  for await (const line of createInterface({ input: dev.stdout })) {
    port = /^port (\d+)/.exec(line)?.[1] ?? "";
    if (port !== "") break;
  }
});
afterAll(async () => {
  const gone = once(dev, "exit");
  dev.stdin?.end();
  await gone;
});

it("npm run dev's pages come with a socket that says what changed: without it they wait for ever", async () => {
  const page = await fetch(`http://127.0.0.1:${port}/labs`);
  expect(page.status).toBe(200);
  await page.text();
  const socket = new WebSocket(`ws://127.0.0.1:${port}/_next/hmr?id=test`, {
    headers: { origin: `http://127.0.0.1:${port}` },
  });
  const first = await new Promise<string>((resolve, reject) => {
    socket.once("message", (data) => resolve(String(data)));
    socket.once("error", reject);
    socket.once("close", () => reject(new Error("closed before it said anything")));
  });
  expect(first.length).toBeGreaterThan(0);
  socket.terminate();
});
