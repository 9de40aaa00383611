import { open } from "node:fs/promises";
import { isAppError } from "../../common/app-error.ts";
import type { Logger } from "../../common/logger.ts";
import type { SandboxId } from "../../protocol/index.ts";
import type { SandboxDriver } from "../../sandboxes/sandbox-driver.ts";
import type { AgentEvent } from "../agent-api.ts";
import { createEngineWatch, type EngineWatch } from "./engine-watch.ts";
import { createFolderWatch, type FolderWatch } from "./folder-watch.ts";
import { decideDiskFull, decideKilled, type Health, OUT_OF_MEMORY_SHOWN_MS } from "./health.ts";
import { type ListeningPort, parseListeningPorts } from "./listening-ports.ts";
import { hasOwnLimit, type MemoryEvents, readMemoryEvents } from "./memory-events.ts";

/** Everything that is followed in one sandbox: ports, engine, health, folders. */
export interface SandboxWatch {
  readonly engine: EngineWatch;
  readonly folders: FolderWatch;
  readonly ports: readonly ListeningPort[];
  /** What is known now, as events. */
  current(): AgentEvent[];
  /** Looks at the ports; called once a second. */
  lookAtPorts(): Promise<void>;
  /** Looks at usage; called every ten seconds. */
  lookAtHealth(): Promise<"seen" | "gone">;
  dispose(): void;
}

/** The kernel lists listening sockets first; a sandbox that opens tens of thousands gets no more of our memory. */
const MAX_TABLE_BYTES = 512 * 1024;

const MAX_LIMITED = 500;

async function readTable(path: string): Promise<string> {
  const file = await open(path, "r");
  try {
    const buffer = Buffer.alloc(16 * 1024);
    const parts: string[] = [];
    for (let total = 0; total < MAX_TABLE_BYTES; ) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length);
      if (bytesRead === 0) break;
      parts.push(buffer.toString("latin1", 0, bytesRead));
      total += bytesRead;
    }
    return parts.join("");
  } finally {
    await file.close();
  }
}

export function createSandboxWatch(options: {
  driver: SandboxDriver;
  sandboxId: SandboxId;
  emit(event: AgentEvent): void;
  log: Logger;
}): SandboxWatch {
  const { driver, sandboxId, emit, log } = options;
  let ports: ListeningPort[] = [];
  let health: Health = { diskFull: false, outOfMemory: false };
  let memory: MemoryEvents | undefined;
  let killedAtMs = Number.NEGATIVE_INFINITY;
  let diskFull = false;
  /** Running containers with less memory than the sandbox. */
  const limited = new Set<string>();
  let initPid = 0;
  let disposed = false;
  let looking = false;

  const engine = createEngineWatch({
    driver,
    sandboxId,
    onChange: (state) => emit({ type: "engine.changed", sandboxId, state }),
    onEvent(event) {
      emit({ type: "engine.event", sandboxId, ...event });
      if (event.kind !== "container") return;
      if (event.action === "start") void containerStarted(event.id);
      else if (event.action === "oom") containerKilled(event.id);
      else if (event.action === "destroy") limited.delete(event.id);
    },
  });
  const folders = createFolderWatch({
    driver,
    sandboxId,
    onChange: (paths) => emit({ type: "files.changed", sandboxId, paths }),
  });

  const setPorts = (next: ListeningPort[]) => {
    if (disposed || JSON.stringify(next) === JSON.stringify(ports)) return;
    ports = next;
    emit({ type: "ports.changed", sandboxId, ports });
  };

  const containerStarted = async (id: string) => {
    await lookAtPorts();
    if (limited.size < MAX_LIMITED && (await hasOwnLimit(initPid, id))) limited.add(id);
  };

  /** The kernel's count of it is gone with the container; one with a limit of its own is the learner's lesson, not our failure. */
  const containerKilled = (id: string) => {
    if (memory?.complete !== false || limited.has(id)) return;
    killedAtMs = performance.now();
    tellHealth();
  };

  const tellHealth = () => {
    const next = { diskFull, outOfMemory: performance.now() - killedAtMs < OUT_OF_MEMORY_SHOWN_MS };
    if (disposed || (next.diskFull === health.diskFull && next.outOfMemory === health.outOfMemory)) return;
    health = next;
    emit({ type: "health.changed", sandboxId, ...health });
  };

  const lookAtHealth = async (): Promise<"seen" | "gone"> => {
    try {
      const usage = await driver.usage(sandboxId);
      if (usage.initPid !== initPid) {
        // Started anew: what was counted before is over.
        memory = undefined;
        killedAtMs = Number.NEGATIVE_INFINITY;
      }
      initPid = usage.initPid;
      const now = initPid > 0 ? await readMemoryEvents(initPid) : undefined;
      if (decideKilled(memory, now)) killedAtMs = performance.now();
      memory = now;
      diskFull = decideDiskFull(usage);
      tellHealth();
    } catch (error) {
      initPid = 0;
      if (isAppError(error) && error.code === "sandbox.not-found") return "gone";
      log.debug({ event: "watch.usage-failed", sandboxId, err: error });
    }
    return "seen";
  };

  const lookAtPorts = async () => {
    if (initPid === 0 || looking) return;
    looking = true;
    try {
      const tables = await Promise.all(
        ["tcp", "tcp6"].map((name) => readTable(`/proc/${initPid}/net/${name}`)),
      );
      setPorts(parseListeningPorts(...tables));
    } catch {
      initPid = 0;
      setPorts([]);
    } finally {
      looking = false;
    }
  };

  void lookAtHealth().then(lookAtPorts);

  return {
    engine,
    folders,
    get ports() {
      return ports;
    },
    current() {
      const events: AgentEvent[] = [
        { type: "ports.changed", sandboxId, ports },
        { type: "health.changed", sandboxId, ...health },
      ];
      if (engine.state) events.push({ type: "engine.changed", sandboxId, state: engine.state });
      return events;
    },
    lookAtPorts,
    lookAtHealth,
    dispose() {
      disposed = true;
      engine.dispose();
      folders.dispose();
    },
  };
}
