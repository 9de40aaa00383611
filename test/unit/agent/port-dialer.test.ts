import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";
import { afterEach, expect, it } from "vitest";
import { createPortDialer } from "../../../runtime/agent/port-dialer.ts";
import { newSandboxId } from "../../../runtime/common/ids.ts";
import { createFakeDriver } from "../../../runtime/sandboxes/fake-driver.ts";

const limits = { memoryBytes: 1, cpuCores: 1, processes: 1, diskBytes: 1 };
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function listen(port: number): Promise<number> {
  const server = createServer((socket) => socket.end("hello"));
  servers.push(server);
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

async function freePort(): Promise<number> {
  const port = await listen(0);
  const server = servers.pop();
  server?.close();
  await once(server as Server, "close");
  return port;
}

/** A sandbox whose address is this machine's loopback. */
async function sandbox() {
  const driver = createFakeDriver();
  const { labels } = await driver.create({
    sandboxId: newSandboxId(),
    node: "node1",
    egress: "none",
    limits,
    warm: false,
  });
  const record = driver.records.get(labels.sandboxId);
  if (record) record.address = "127.0.0.1";
  return { driver, sandboxId: labels.sandboxId };
}

it("waits for the server behind a port that is held open before the server is up", async () => {
  const { driver, sandboxId } = await sandbox();
  const port = await freePort();
  let asked = 0;
  const dial = createPortDialer({
    driver,
    listening() {
      asked += 1;
      if (asked === 3) void listen(port);
      return "everywhere";
    },
  });
  const stream = await dial(sandboxId, port);
  const [said] = await once(stream, "data");
  expect(String(said)).toBe("hello");
  expect(asked).toBeGreaterThanOrEqual(3);
  stream.destroy();
});

it("waits no longer once nothing holds the port", async () => {
  const { driver, sandboxId } = await sandbox();
  const port = await freePort();
  let asked = 0;
  const dial = createPortDialer({
    driver,
    listening() {
      asked += 1;
      return asked < 3 ? "everywhere" : undefined;
    },
  });
  await expect(dial(sandboxId, port)).rejects.toMatchObject({ code: "port.refused" });
  expect(asked).toBe(3);
});
