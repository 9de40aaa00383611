import { isAppError } from "../../common/app-error.ts";
import type { SandboxId } from "../../protocol/index.ts";
import type { ExecStream, SandboxDriver } from "../../sandboxes/sandbox-driver.ts";

/** Follows whether the Docker Engine in one sandbox answers: one idle stream, whose end means down. */
export interface EngineWatch {
  /** Undefined until something is known. */
  readonly state: "ready" | "down" | undefined;
  /** True when it is ready in time. */
  waitUntilReady(timeoutMs: number): Promise<boolean>;
  dispose(): void;
}

/**
 * Asks the engine for its events (of kind daemon: next to none). The status line comes when the engine serves (by -D: -i
 * would hold it back until the first event); curl ends when it stops. Tries fast at first, then every second.
 */
const FOLLOW = [
  "sh",
  "-c",
  "n=0; while :; do curl -sN -D - -o /dev/null --unix-socket /run/docker.sock 'http://docker/events?filters=%7B%22type%22%3A%5B%22daemon%22%5D%7D' && n=0; " +
    "echo; echo ended; n=$((n+1)); if [ $n -lt 200 ]; then sleep 0.05; else sleep 1; fi; done",
];
/** More than this is no engine's answer: the stream is cut and made again later. */
const MAX_STREAM_BYTES = 1024 * 1024;
const RETRY_MS = [200, 500, 1000, 2000, 5000];
const FLOOD_RETRY_MS = 30_000;
/** An engine that starts is not called down before this. */
const START_MS = 20_000;

export function createEngineWatch(options: {
  driver: SandboxDriver;
  sandboxId: SandboxId;
  onChange(state: "ready" | "down"): void;
}): EngineWatch {
  let state: "ready" | "down" | undefined;
  let exec: ExecStream | undefined;
  let disposed = false;
  let attempts = 0;
  let retry: NodeJS.Timeout | undefined;
  const waiters = new Set<() => void>();

  const change = (next: "ready" | "down") => {
    if (state === next || disposed) return;
    state = next;
    if (next === "ready") for (const waiter of [...waiters]) waiter();
    options.onChange(next);
  };

  const starting = setTimeout(() => {
    if (state === undefined) change("down");
  }, START_MS);

  const again = (afterMs: number) => {
    exec = undefined;
    if (state === "ready") change("down");
    if (!disposed) retry = setTimeout(() => void follow(), afterMs);
  };

  const follow = async () => {
    const retryMs = RETRY_MS[Math.min(attempts, RETRY_MS.length - 1)] as number;
    attempts += 1;
    try {
      const stream = await options.driver.exec(options.sandboxId, { command: FOLLOW });
      if (disposed) return stream.destroy();
      exec = stream;
      let seenBytes = 0;
      let line = "";
      stream.data.on("error", () => {});
      stream.stderr?.on("error", () => {});
      stream.stderr?.resume();
      stream.data.on("data", (chunk: Buffer) => {
        seenBytes += chunk.length;
        if (seenBytes > MAX_STREAM_BYTES) return stream.destroy();
        const lines = (line + chunk.toString("latin1")).split("\n");
        line = (lines.pop() as string).slice(0, 200);
        for (const text of lines) {
          if (text.startsWith("HTTP/1.1 200")) {
            attempts = 0;
            change("ready");
          } else if (text === "ended" && state === "ready") change("down");
        }
        // `ended` comes many times while an engine starts; it must not use up the allowance.
        if (state !== "ready") seenBytes = Math.min(seenBytes, MAX_STREAM_BYTES / 2);
      });
      void stream.exited.then(() => again(seenBytes > MAX_STREAM_BYTES ? FLOOD_RETRY_MS : retryMs));
    } catch (error) {
      if (isAppError(error) && error.code === "sandbox.not-found") change("down");
      else again(retryMs);
    }
  };

  void follow();

  return {
    get state() {
      return state;
    },
    waitUntilReady(timeoutMs) {
      if (state === "ready") return Promise.resolve(true);
      return new Promise((resolve) => {
        const done = (ready: boolean) => {
          clearTimeout(timer);
          waiters.delete(onReady);
          resolve(ready);
        };
        const onReady = () => done(true);
        const timer = setTimeout(() => done(false), timeoutMs);
        waiters.add(onReady);
      });
    },
    dispose() {
      disposed = true;
      clearTimeout(starting);
      clearTimeout(retry);
      exec?.destroy();
    },
  };
}
