import type { SandboxUsage } from "../../sandboxes/sandbox-driver.ts";
import type { MemoryEvents } from "./memory-events.ts";

export interface Health {
  diskFull: boolean;
  outOfMemory: boolean;
}

/** Less than this left of its quota is full: engines and editors fail from here on. */
const DISK_LEFT_BYTES = 16 * 1024 * 1024;
/** Out of memory is said for so long after the last kill. */
export const OUT_OF_MEMORY_SHOWN_MS = 60_000;

/** Full by the quota; what the driver does not tell counts as well. */
export function decideDiskFull({ diskBytes, diskLimitBytes }: SandboxUsage): boolean {
  if (diskLimitBytes === undefined || diskLimitBytes <= 0) return false;
  return diskBytes > diskLimitBytes - DISK_LEFT_BYTES;
}

/** Whether the kernel killed something for want of the sandbox's memory since the last look. */
export function decideKilled(earlier: MemoryEvents | undefined, now: MemoryEvents | undefined): boolean {
  return earlier !== undefined && now !== undefined && now.kills > earlier.kills;
}
