/** Time to the end as a person reads it: "1 h 05 min", "12 min", "45 s", "ended". */
export function describeTimeLeft(leftMs: number): string {
  if (leftMs <= 0) return "ended";
  const seconds = Math.ceil(leftMs / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`;
}
