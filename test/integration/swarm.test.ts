import pino from "pino";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { locateDataFolder } from "../../runtime/engine/data-folder.ts";
import { readInstallation } from "../../runtime/engine/installation-file.ts";
import { createIncusDriver } from "../../runtime/incus/incus-driver.ts";
import type { NodeView, SessionView } from "../../runtime/protocol/index.ts";
import { type BrowserLike, createBrowserLike } from "../support/browser-like.ts";
import { runInSandbox } from "../support/run-in-sandbox.ts";
import { createTestServer, type TestServer } from "../support/server-process.ts";

/** A session of two nodes becomes a swarm by the address that the page shows of a node. */
const installation = readInstallation(locateDataFolder());
if (!installation) throw new Error("set-up has not run");
const driver = createIncusDriver({ installation: () => installation, log: pino({ level: "silent" }) });
let server: TestServer;
let browser: BrowserLike;
let session: SessionView;
let first: NodeView;
let second: NodeView;

beforeAll(async () => {
  server = await createTestServer({ SLIPWAY_WARM: "0" });
  await server.start();
  browser = createBrowserLike(server.url);
  session = await browser.start();
  await browser.fetch(`/api/sessions/${session.id}/nodes`, { method: "POST" });
  [first, second] = await vi.waitFor(
    async () => {
      const view = (await (await browser.fetch(`/api/sessions/${session.id}`)).json()) as SessionView;
      expect(view.nodes.map(({ state }) => state)).toEqual(["ready", "ready"]);
      return view.nodes as [NodeView, NodeView];
    },
    { timeout: 60_000, interval: 200 },
  );
});

afterAll(async () => {
  if (session) await browser.end(session.id);
  await server?.stop();
  driver.dispose();
});

/** Resolves with what was printed; throws it when the script fails. */
async function run({ sandboxId }: NodeView, script: string): Promise<string> {
  const { status, output } = await runInSandbox(driver, sandboxId, script);
  if (status !== 0) throw new Error(`${script}: ${status}: ${output}`);
  return output.trim();
}
const lines = (output: string) => output.split("\n").sort();

it("each node's own name is the one address that the others reach it at", async () => {
  for (const node of [first, second]) expect(await run(node, "hostname -i")).toBe(node.privateAddress);
});

it("two nodes form a swarm over their private addresses", async () => {
  await run(first, `docker swarm init --advertise-addr ${first.privateAddress}`);
  const token = await run(first, "docker swarm join-token -q worker");
  await run(second, `docker swarm join --token ${token} ${first.privateAddress}:2377`);
  const nodes = await run(first, "docker node ls --format '{{.Hostname}} {{.Status}} {{.Availability}}'");
  expect(lines(nodes)).toEqual(["node1 Ready Active", "node2 Ready Active"]);
});

it("a service runs on both, and its tasks reach each other over an overlay network", async () => {
  await run(first, "docker network create -d overlay between");
  // The mesh's virtual addresses need IPVS, which not every kernel has; names of tasks do not.
  await run(
    first,
    "docker service create -q --name web --mode global --no-resolve-image --endpoint-mode dnsrr --network between " +
      "busybox sh -c 'hostname > /tmp/index.html; exec httpd -f -h /tmp'",
  );
  expect(lines(await run(first, "docker service ps web --format '{{.Node}} {{.DesiredState}}'"))).toEqual([
    "node1 Running",
    "node2 Running",
  ]);
  const task = "$(docker ps -qf label=com.docker.swarm.service.name=web)";
  const hostnames = await Promise.all(
    [first, second].map((node) => run(node, `docker exec ${task} hostname`)),
  );
  const addresses = await Promise.all(
    [first, second].map((node) => run(node, `docker exec ${task} hostname -i`)),
  );
  for (const node of [first, second]) {
    const pages = addresses.map((address) => `wget -qO- -T 10 http://${address}/`).join("; ");
    expect(lines(await run(node, `docker exec ${task} sh -c '${pages}'`))).toEqual([...hostnames].sort());
  }
});
