import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** How a sandbox fared with its memory, counted by the kernel since its cgroup was made. */
export interface MemoryEvents {
  /** Kills because the sandbox's own limit was reached; those of a container's own limit are left out. */
  kills: number;
  /** False where a killed container takes its count with it (version 1): then the engine's word is needed too. */
  complete: boolean;
}

const ROOT = "/sys/fs/cgroup";
const LIMIT = "memory.limit_in_bytes";
/** A sandbox may make as many cgroups as it likes. */
const MAX_GROUPS = 100;

export interface SandboxGroup {
  version: 1 | 2;
  /** Below the mount of the memory controller (version 1) or of all (version 2). */
  path: string;
}

/** From /proc/PID/cgroup of the sandbox's init, which may have moved below its own group. */
export function parseSandboxGroup(text: string): SandboxGroup | undefined {
  const groups = text.split("\n").flatMap((line) => {
    const match = /^\d+:([^:]*):((?:\/[^/]+)*?\/lxc\.payload\.[^/]+)/.exec(line);
    const [, controllers = "", path = ""] = match ?? [];
    return path === "" || /\/\.\.?(?:\/|$)/.test(path) ? [] : [{ controllers, path }];
  });
  // A host may have both: memory is counted in version 1 where that has it.
  const first = groups.find(({ controllers }) => controllers.split(",").includes("memory"));
  if (first) return { version: 1, path: first.path };
  const second = groups.find(({ controllers }) => controllers === "");
  return second && { version: 2, path: second.path };
}

/** The number after a word at the start of a line, as in memory.events and memory.oom_control; 0 when it is not there. */
export function parseCount(text: string, name: string): number {
  return Number(new RegExp(`^${name} (\\d+)$`, "m").exec(text)?.[1] ?? 0);
}

const read = (path: string) => readFile(path, "utf8").catch(() => "");

/**
 * Version 1 counts a kill where the killed process was, and forgets it with that group: all groups are added up but those
 * with a limit of their own.
 */
async function killsBelow(folder: string, limitBytes: number, left: { groups: number }): Promise<number> {
  if (left.groups <= 0) return 0;
  left.groups -= 1;
  if (Number(await read(join(folder, LIMIT))) < limitBytes) return 0;
  let kills = parseCount(await read(join(folder, "memory.oom_control")), "oom_kill");
  const children = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const child of children) {
    if (child.isDirectory()) kills += await killsBelow(join(folder, child.name), limitBytes, left);
  }
  return kills;
}

/** Reads files that the kernel makes; undefined where there are none. */
export async function readMemoryEvents(initPid: number, root = ROOT): Promise<MemoryEvents | undefined> {
  const group = parseSandboxGroup(await read(`/proc/${initPid}/cgroup`));
  if (!group) return undefined;
  if (group.version === 2) {
    const events = await read(join(root, group.path, "memory.events.local"));
    return events === "" ? undefined : { kills: parseCount(events, "oom"), complete: true };
  }
  const folder = join(root, "memory", group.path);
  const limit = await read(join(folder, LIMIT));
  if (limit === "") return undefined;
  return { kills: await killsBelow(folder, Number(limit), { groups: MAX_GROUPS }), complete: false };
}

/** Whether a running container has less memory than its sandbox (asked on version 1 alone). */
export async function hasOwnLimit(initPid: number, containerId: string, root = ROOT): Promise<boolean> {
  const group = parseSandboxGroup(await read(`/proc/${initPid}/cgroup`));
  if (group?.version !== 1 || !/^[0-9a-f]{64}$/.test(containerId)) return false;
  const folder = join(root, "memory", group.path);
  const own = await read(join(folder, "docker", containerId, LIMIT));
  return own !== "" && Number(own) < Number(await read(join(folder, LIMIT)));
}
