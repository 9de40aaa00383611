import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, mkdirSync } from "node:fs";
import { createServer } from "node:net";

/** A port that was free a moment ago on the loopback address. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new Error("no TCP address");
  return address.port;
}

/** The control plane as a process of its own, so that a test may kill it without warning and start it again. */
export interface TestServer {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Starts it on the same port; resolves when it answers. */
  start(): Promise<void>;
  /** SIGKILL; resolves when the process is gone. */
  killHard(): Promise<void>;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
}

const READY_WITHIN_MS = 60_000;

/** `environment` adds to this process's own; SLIPWAY_DATA_DIR must be set in one of them. */
export async function createTestServer(environment: Record<string, string> = {}): Promise<TestServer> {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  let child: ChildProcess | undefined;
  mkdirSync("test-results", { recursive: true });

  const exited = async () => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    await once(child, "exit");
  };

  return {
    url,
    port,
    get pid() {
      return child?.pid ?? 0;
    },
    async start() {
      const log = createWriteStream("test-results/server.log", { flags: "a" });
      child = spawn(process.execPath, ["server/main.ts"], {
        env: {
          ...process.env,
          NODE_ENV: "production",
          PORT: String(port),
          HOST: "127.0.0.1",
          ...environment,
        },
        stdio: ["ignore", "pipe", "pipe"],
      });
      child.stdout?.pipe(log, { end: false });
      child.stderr?.pipe(log, { end: false });
      const deadline = Date.now() + READY_WITHIN_MS;
      for (;;) {
        if (child.exitCode !== null)
          throw new Error(`the server ended with ${child.exitCode}: see test-results/server.log`);
        const answer = await fetch(`${url}/api/health`, { signal: AbortSignal.timeout(2_000) }).catch(
          () => undefined,
        );
        if (answer?.ok) return;
        if (Date.now() > deadline)
          throw new Error("the server did not answer in a minute: see test-results/server.log");
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    async killHard() {
      child?.kill("SIGKILL");
      await exited();
    },
    async stop() {
      child?.kill("SIGTERM");
      await exited();
      return child?.exitCode ?? null;
    },
  };
}
