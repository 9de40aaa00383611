import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";

/**
 * A lock among the processes of this machine: an abstract Unix socket. The kernel frees it the moment its holder ends,
 * however it ends, so a lock is never stale and there is no file to clean up.
 */
export interface ProcessLock {
  release(): void;
}

const addressOf = (name: string) => `\0slipway/${name}`;

/** Resolves with the lock, or with undefined when another process (or another part of this one) holds it. */
export async function tryLock(name: string): Promise<ProcessLock | undefined> {
  const waiting = new Set<Socket>();
  const server: Server = createServer((socket) => {
    waiting.add(socket);
    socket.on("error", () => undefined).on("close", () => waiting.delete(socket));
    socket.unref();
    socket.resume().write(`${process.pid}\n`);
  });
  try {
    server.listen(addressOf(name));
    await once(server, "listening");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EADDRINUSE") return undefined;
    throw error;
  }
  server.unref();
  return {
    release() {
      server.close();
      for (const socket of waiting) socket.destroy();
    },
  };
}

/** The pid of the process that holds the lock; undefined when nobody does. */
export async function lockHolder(name: string): Promise<number | undefined> {
  const socket = connect(addressOf(name));
  try {
    const [said] = (await once(socket, "data")) as [Buffer];
    return Number(said.toString()) || undefined;
  } catch {
    return undefined;
  } finally {
    socket.destroy();
  }
}

/** Resolves when the holder of the moment lets go or ends. */
async function untilFree(name: string): Promise<void> {
  const socket = connect(addressOf(name)).on("error", () => undefined);
  await new Promise((resolve) => socket.resume().on("close", resolve));
}

/** Runs the work while nobody else holds the lock; waits for its turn. */
export async function withLock<T>(name: string, work: () => Promise<T>): Promise<T> {
  for (;;) {
    const lock = await tryLock(name);
    if (!lock) {
      await untilFree(name);
      continue;
    }
    try {
      return await work();
    } finally {
      lock.release();
    }
  }
}
