import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import pino from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newSandboxId } from "../../runtime/common/ids.ts";
import { Installation } from "../../runtime/engine/installation.ts";
import { createIncusDriver } from "../../runtime/incus/incus-driver.ts";
import type { SandboxId } from "../../runtime/protocol/index.ts";
import type { SandboxDriver, SandboxRecord } from "../../runtime/sandboxes/sandbox-driver.ts";
import { escapeAttempts } from "./escape-attempts.ts";

const PRIVATE = "10.213.77.2";
const PUBLIC = "192.88.99.77";
const METADATA = "169.254.169.254";
const NAMESPACE = `swtest${process.pid}`;
const HOST_LISTENER_PORT = 18_080;

let installation: Installation;
let driver: SandboxDriver;
let prisoner: SandboxRecord;
let neighbour: SandboxRecord;
let hostListener: Server;
let standIn: ReturnType<typeof spawn>;
const made: SandboxId[] = [];

const ip = (...args: string[]) => {
  const result = spawnSync("ip", args, { encoding: "utf8" });
  if (result.status !== 0) throw new Error(`ip ${args.join(" ")}: ${result.stderr}`);
};

async function run(sandbox: SandboxRecord, script: string): Promise<{ status: number; output: string }> {
  const exec = await driver.exec(sandbox.labels.sandboxId, {
    command: ["timeout", "-s", "KILL", "60", "bash", "-c", script],
    environment: {
      HOST: installation.networks.packages.gateway,
      SELF: `${prisoner.address}/${installation.networks.packages.prefix}`,
      NEIGHBOUR: neighbour.address,
      PRIVATE,
      PUBLIC,
    },
  });
  exec.data.end();
  const [output, errors, status] = await Promise.all([
    text(exec.data),
    exec.stderr ? text(exec.stderr) : "",
    exec.exited,
  ]);
  return { status, output: output + errors };
}

async function makeSandbox(): Promise<SandboxRecord> {
  const sandboxId = newSandboxId();
  made.push(sandboxId);
  const record = await driver.create({
    sandboxId,
    node: "node1",
    egress: "packages",
    warm: false,
    limits: { memoryBytes: 2 ** 30, cpuCores: 2, processes: 1000, diskBytes: 4 * 2 ** 30 },
  });
  return record;
}

beforeAll(async () => {
  const dataDir = process.env.SLIPWAY_DATA_DIR ?? "";
  installation = Installation.parse(JSON.parse(readFileSync(join(dataDir, "installation.json"), "utf8")));
  driver = createIncusDriver({ installation: () => installation, log: pino({ level: "silent" }) });

  // Stand-ins for what lies outside: a namespace of our own holds the addresses, so no packet leaves this machine.
  ip("netns", "add", NAMESPACE);
  const [here, there] = [`swh${process.pid}`, `swt${process.pid}`];
  ip("link", "add", here, "type", "veth", "peer", "name", there);
  ip("link", "set", there, "netns", NAMESPACE);
  ip("link", "set", here, "up");
  ip("-n", NAMESPACE, "link", "set", "lo", "up");
  ip("-n", NAMESPACE, "link", "set", there, "up");
  for (const address of [PRIVATE, PUBLIC, METADATA]) {
    ip("-n", NAMESPACE, "addr", "add", `${address}/32`, "dev", "lo");
    ip("route", "add", `${address}/32`, "dev", here);
  }
  ip("addr", "add", "10.213.77.1/32", "dev", here);
  ip("-n", NAMESPACE, "route", "add", "default", "dev", there);
  standIn = spawn("ip", [
    "netns",
    "exec",
    NAMESPACE,
    process.execPath,
    "-e",
    "require('net').createServer(s=>s.end('reached')).listen(80,'0.0.0.0')",
  ]);

  hostListener = createServer((socket) => socket.end("reached")).listen(HOST_LISTENER_PORT, "0.0.0.0");
  [prisoner, neighbour] = await Promise.all([makeSandbox(), makeSandbox()]);
  const listening = await driver.exec(neighbour.labels.sandboxId, {
    command: ["sh", "-c", "setsid python3 -m http.server 9100 >/dev/null 2>&1 & sleep 1"],
  });
  listening.data.resume();
  await listening.exited;
  for (let tries = 0; tries < 100; tries++) {
    if ((await run(prisoner, "docker info >/dev/null 2>&1")).status === 0) break;
  }
});

afterAll(async () => {
  hostListener?.close();
  standIn?.kill("SIGKILL");
  spawnSync("ip", ["netns", "del", NAMESPACE]);
  spawnSync("ip", ["link", "del", `swh${process.pid}`]);
  for (const sandboxId of made) await driver.delete(sandboxId);
  driver.dispose();
});

describe("root in a sandbox", () => {
  it("has at least 60 ways out to try, and a stand-in that answers the host itself", async () => {
    expect(escapeAttempts.length).toBeGreaterThanOrEqual(60);
    const reached = spawnSync("curl", ["-s", "-m", "3", "--http0.9", `http://${PRIVATE}/`], {
      encoding: "utf8",
    });
    expect(reached.stdout).toContain("reached");
  });

  it.each(escapeAttempts.map((attempt) => [attempt.area, attempt.name, attempt] as const))(
    "%s: %s: is refused",
    async (_area, _name, attempt) => {
      const { status, output } = await run(prisoner, attempt.script);
      expect(status, output.slice(-500)).not.toBe(0);
    },
  );

  it("leaves the host unharmed", () => {
    expect(existsSync("/owned")).toBe(false);
    expect(readFileSync("/proc/sys/kernel/core_pattern", "utf8")).not.toContain("/bin/sh");
    expect(readFileSync("/proc/swaps", "utf8")).not.toContain("/tmp/s");
    expect(spawnSync("true").status).toBe(0);
  });

  it("leaves the neighbour unharmed and answering", async () => {
    const { status } = await run(
      neighbour,
      "docker info >/dev/null 2>&1 && python3 -c \"import urllib.request as u; u.urlopen('http://127.0.0.1:9100', timeout=5)\"",
    );
    expect(status).toBe(0);
  });
});
