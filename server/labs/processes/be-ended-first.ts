import { writeFileSync } from "node:fs";

/** Where the machine has no memory left, this process goes before all others: what it does can be done again. */
export function beEndedFirst(): void {
  try {
    writeFileSync("/proc/self/oom_score_adj", "1000");
  } catch {
    // Where there is no such file, the kernel chooses by size.
  }
}
