import { readdirSync, readFileSync } from "node:fs";

/** The ids of processes that this one started and that run a module of that name. */
export function childrenThatRun(module: string): number[] {
  return readdirSync("/proc").flatMap((pid) => {
    try {
      const runs = readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(module);
      const parent = / (\d+) /.exec(readFileSync(`/proc/${pid}/stat`, "utf8").replace(/^.*\) \S/, ""))?.[1];
      return runs && parent === String(process.pid) ? [Number(pid)] : [];
    } catch {
      return [];
    }
  });
}
