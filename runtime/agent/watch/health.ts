import type { SandboxUsage } from "../../sandboxes/sandbox-driver.ts";

export interface Health {
  diskFull: boolean;
  outOfMemory: boolean;
}

/** Less than this left of its quota is full: engines and editors fail from here on. */
const DISK_LEFT_BYTES = 16 * 1024 * 1024;

/**
 * Full by the quota; out of memory when the kernel killed something for want of memory since the last look. What the driver
 * does not tell counts as well.
 */
export function decideHealth(usage: SandboxUsage, earlierOomKills: number | undefined): Health {
  return {
    diskFull:
      usage.diskLimitBytes !== undefined &&
      usage.diskLimitBytes > 0 &&
      usage.diskBytes > usage.diskLimitBytes - DISK_LEFT_BYTES,
    outOfMemory:
      usage.oomKills !== undefined && earlierOomKills !== undefined && usage.oomKills > earlierOomKills,
  };
}
