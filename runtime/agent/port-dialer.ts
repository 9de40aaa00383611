import { connect } from "node:net";
import type { Duplex } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { AppError } from "../common/app-error.ts";
import type { SandboxId } from "../protocol/index.ts";
import type { SandboxDriver } from "../sandboxes/sandbox-driver.ts";

/** TCP to a port of a sandbox: by its address, and where only its loopback listens by a command inside it. */
export type PortDialer = (sandboxId: SandboxId, port: number) => Promise<Duplex>;

const CONNECT_TIMEOUT_MS = 3000;
const INSIDE_TIMEOUT_MS = 5000;
/** A port that is listened on and yet refuses is tried again for so long. */
const HELD_MS = 8000;
const HELD_RETRY_MS = 50;

export function createPortDialer(options: {
  driver: SandboxDriver;
  /** What is known to listen: "loopback" saves the first try, "nothing" both; undefined when nothing is known. */
  listening(sandboxId: SandboxId, port: number): "everywhere" | "loopback" | undefined;
}): PortDialer {
  const { driver } = options;
  /** Addresses are kept for a sandbox's life. */
  const addresses = new Map<SandboxId, string>();

  const addressOf = async (sandboxId: SandboxId) => {
    const known = addresses.get(sandboxId);
    if (known) return known;
    const record = await driver.get(sandboxId);
    if (!record) throw new AppError("sandbox.not-found", { context: { sandboxId } });
    if (addresses.size > 2000) addresses.clear();
    addresses.set(sandboxId, record.address);
    return record.address;
  };

  const byAddress = (host: string, port: number): Promise<Duplex | undefined> =>
    new Promise((resolve) => {
      const socket = connect({ host, port, noDelay: true, allowHalfOpen: true });
      const give = (result: Duplex | undefined) => {
        clearTimeout(timer);
        socket.removeAllListeners("error");
        socket.on("error", () => {});
        if (!result) socket.destroy();
        resolve(result);
      };
      const timer = setTimeout(() => give(undefined), CONNECT_TIMEOUT_MS);
      socket.once("connect", () => give(socket));
      socket.once("error", () => give(undefined));
    });

  /** socat says when it is through, and ends when it is refused. */
  const inside = async (sandboxId: SandboxId, port: number): Promise<Duplex | undefined> => {
    const exec = await driver.exec(sandboxId, {
      command: ["socat", "-d", "-d", "-", `TCP:localhost:${port},connect-timeout=3`],
    });
    return new Promise((resolve) => {
      const give = (result: Duplex | undefined) => {
        clearTimeout(timer);
        if (!result) exec.destroy();
        resolve(result);
      };
      const timer = setTimeout(() => give(undefined), INSIDE_TIMEOUT_MS);
      let said = "";
      exec.stderr?.on("data", (chunk: Buffer) => {
        if (said.length < 4096) said += chunk.toString("latin1").slice(0, 4096);
        if (said.includes("starting data transfer loop")) give(exec.data);
      });
      exec.stderr?.on("error", () => {});
      exec.data.on("error", () => {});
      exec.data.once("close", () => exec.destroy());
      void exec.exited.then(() => give(undefined));
    });
  };

  const dial = async (
    host: string,
    sandboxId: SandboxId,
    port: number,
    giveUpAtMs: number,
  ): Promise<Duplex | undefined> => {
    const where = options.listening(sandboxId, port);
    const stream =
      (where === "loopback" ? undefined : await byAddress(host, port)) ??
      (where === "everywhere" ? undefined : await inside(sandboxId, port));
    if (stream || where !== "everywhere" || performance.now() > giveUpAtMs) return stream;
    // The engine holds a published port before the server in the container is up.
    await delay(HELD_RETRY_MS);
    return dial(host, sandboxId, port, giveUpAtMs);
  };

  return async (sandboxId, port) => {
    const host = await addressOf(sandboxId);
    const stream = await dial(host, sandboxId, port, performance.now() + HELD_MS);
    if (!stream) throw new AppError("port.refused", { context: { sandboxId, port } });
    return stream;
  };
}
