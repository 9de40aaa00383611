import { isAppError } from "../../common/app-error.ts";
import type { EngineEvent, SandboxId } from "../../protocol/index.ts";
import type { ExecStream, SandboxDriver } from "../../sandboxes/sandbox-driver.ts";
import { createAllowance } from "./allowance.ts";
import { parseEngineEvent } from "./engine-event.ts";
import { createLineSplitter } from "./line-splitter.ts";

/** Follows the Docker Engine in one sandbox by one stream of its events, whose end means down. */
export interface EngineWatch {
  /** Undefined until something is known. */
  readonly state: "ready" | "down" | undefined;
  /** True when it is ready in time. */
  waitUntilReady(timeoutMs: number): Promise<boolean>;
  dispose(): void;
}

const KINDS = ["container", "image", "network", "volume", "daemon"];
/** Left out: what a health check or a terminal does every second (exec_create, exec_start, exec_die, top). */
const ACTIONS = [
  ...["create", "start", "die", "stop", "kill", "oom", "pause", "unpause", "restart", "rename", "update"],
  ...[
    "destroy",
    "health_status",
    "pull",
    "push",
    "tag",
    "untag",
    "delete",
    "load",
    "import",
    "save",
    "commit",
  ],
  ...["connect", "disconnect", "remove", "mount", "unmount", "prune", "reload"],
];
const FILTERS = encodeURIComponent(JSON.stringify({ type: KINDS, event: ACTIONS }));

/**
 * Asks the engine for its events. The status line comes when the engine serves (by -D: -i would hold it back until the
 * first event); curl ends when it stops. Tries fast at first, then every second.
 */
const FOLLOW = [
  "sh",
  "-c",
  `n=0; while :; do curl -sN -D - --unix-socket /run/docker.sock 'http://docker/events?filters=${FILTERS}' && n=0; ` +
    "echo; echo ended; n=$((n+1)); if [ $n -lt 200 ]; then sleep 0.05; else sleep 1; fi; done",
];
/** An event with more labels than fit into this is not told. */
const MAX_LINE_BYTES = 32 * 1024;
/** More than this is no engine's answer, or no learner's doing: the stream is cut and made again later. */
const STREAM_BYTES = { capacity: 2 * 1024 * 1024, perSecond: 64 * 1024 };
/** More than this is not told. */
const EVENTS = { capacity: 100, perSecond: 20 };
const RETRY_MS = [200, 500, 1000, 2000, 5000];
const FLOOD_RETRY_MS = 30_000;
/** An engine that starts is not called down before this. */
const START_MS = 20_000;

export function createEngineWatch(options: {
  driver: SandboxDriver;
  sandboxId: SandboxId;
  onChange(state: "ready" | "down"): void;
  /** A few a second at most; a flood is cut short. */
  onEvent(event: EngineEvent): void;
}): EngineWatch {
  let state: "ready" | "down" | undefined;
  let exec: ExecStream | undefined;
  let disposed = false;
  let attempts = 0;
  const events = createAllowance(EVENTS);
  let retry: NodeJS.Timeout | undefined;
  const waiters = new Set<(ready: boolean) => void>();

  const change = (next: "ready" | "down") => {
    if (state === next || disposed) return;
    state = next;
    if (next === "ready") for (const waiter of [...waiters]) waiter(true);
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
      const bytes = createAllowance(STREAM_BYTES);
      let flooded = false;
      const split = createLineSplitter(MAX_LINE_BYTES, (line) => {
        if (line.startsWith("HTTP/1.1 200")) {
          attempts = 0;
          change("ready");
        } else if (line === "ended") {
          if (state === "ready") change("down");
        } else if (events.take(1)) {
          const event = parseEngineEvent(line);
          if (event && !disposed) options.onEvent(event);
        }
      });
      stream.data.on("error", () => {});
      stream.stderr?.on("error", () => {});
      stream.stderr?.resume();
      stream.data.on("data", (chunk: Buffer) => {
        if (!flooded && bytes.take(chunk.length)) return split(chunk);
        flooded = true;
        stream.destroy();
      });
      void stream.exited.then(() => again(flooded ? FLOOD_RETRY_MS : retryMs));
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
          waiters.delete(done);
          resolve(ready);
        };
        const timer = setTimeout(() => done(false), timeoutMs);
        waiters.add(done);
      });
    },
    dispose() {
      disposed = true;
      for (const waiter of [...waiters]) waiter(false);
      clearTimeout(starting);
      clearTimeout(retry);
      exec?.destroy();
    },
  };
}
