import { readFileSync } from "node:fs";

/** The p-th percentile (0-100) of the values, nearest rank. */
export function percentile(values: number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil((p / 100) * sorted.length) - 1)] ?? Number.NaN;
}

/** One line of a report: name, count, median, p95, p99 in ms, and the ratio of medians to a baseline. */
export function line(name: string, valuesMs: number[], baselineMs?: number[]): string {
  const median = percentile(valuesMs, 50);
  const ratio = baselineMs ? `  ${(median / percentile(baselineMs, 50)).toFixed(2)} x baseline` : "";
  const figures = [50, 95, 99].map((p) => `p${p} ${percentile(valuesMs, p).toFixed(2)}`).join("  ");
  return `${name.padEnd(46)} n=${String(valuesMs.length).padEnd(4)} ${figures} ms${ratio}`;
}

/** Resident memory of a process of this machine, in MB, for a report. */
export function memoryOf(pid: number): string {
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return `${(Number(kib) / 1024).toFixed(0)} MB`;
}
