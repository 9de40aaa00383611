import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it } from "vitest";
import { newSandboxId } from "../../../runtime/common/ids.ts";
import { createIncusDriver } from "../../../runtime/incus/incus-driver.ts";

let folder: string;
let server: Server;
const actions: string[] = [];

/** An Incus that takes a freeze and never ends it, as it does when a process cannot be frozen. */
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "slipway-freeze-"));
  server = createServer(async (request, response) => {
    if (request.url?.includes("/wait")) return;
    const { action } = JSON.parse(await text(request));
    actions.push(action);
    const metadata = { id: "1", status: "Running", status_code: 103 };
    response.end(JSON.stringify(action === "freeze" ? { type: "async", metadata } : { type: "sync" }));
  });
  server.listen(join(folder, "socket"));
  await once(server, "listening");
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

it("gives a freeze up that does not end, and lets the sandbox run on", async () => {
  const network = { bridge: "b", gateway: "198.18.0.1", prefix: 20 };
  const driver = createIncusDriver({
    installation: () => ({
      copyId: "00000000",
      incusSocket: join(folder, "socket"),
      project: "p",
      sharedProject: "s",
      storagePool: "pool",
      networks: { none: network, packages: network, open: network },
      template: "t",
      lowPorts: false,
      cgroupVersion: 1,
      agentSocket: join(folder, "agent"),
    }),
    log: pino({ level: "silent" }),
    freezeTimeoutMs: 100,
  });
  await expect(driver.freeze(newSandboxId())).rejects.toMatchObject({ code: "sandbox.failed" });
  expect(actions).toEqual(["freeze", "unfreeze"]);
  driver.dispose();
});
