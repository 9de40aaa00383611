import { existsSync, readFileSync, writeFileSync } from "node:fs";

/** Kernel settings of the host that many sandboxes share: at least so much. */
const LEAST: Record<string, number> = {
  "fs/inotify/max_user_instances": 8192,
  "fs/inotify/max_user_watches": 1_048_576,
  "fs/inotify/max_queued_events": 1_048_576,
  "kernel/keys/maxkeys": 20_000,
  "kernel/keys/maxbytes": 2_000_000,
  "kernel/pty/max": 16_384,
  "vm/max_map_count": 262_144,
};

/** Raises what is too low, never lowers. Resolves with the names raised; what the kernel refuses is left as it is. */
export function raiseHostLimits(): string[] {
  return Object.entries(LEAST).flatMap(([name, least]) => {
    const path = `/proc/sys/${name}`;
    try {
      if (Number(readFileSync(path, "utf8")) >= least) return [];
      writeFileSync(path, String(least));
      return [name];
    } catch {
      return [];
    }
  });
}

export function cgroupVersion(): 1 | 2 {
  return existsSync("/sys/fs/cgroup/cgroup.controllers") ? 2 : 1;
}
