import type { LabRemark } from "../../../runtime/protocol/index.ts";
import type { Lab } from "../model/lab.ts";
import type { ProofEntry } from "./proof.ts";

const MARK = { passed: "✓", failed: "✗", note: "–" } as const;
const TAIL_LINES = 30;

/** One remark as editors and terminals make a link of it. */
export function remarkLine(path: string, { severity, file, line, message }: LabRemark): string {
  const at = [path, file].filter((part) => part !== "" && part !== ".").join("/");
  return `  ${severity.padEnd(7)} ${at}${line === null ? "" : `:${line}`}  ${message}`;
}

/** Remarks by severity, the worst last, where the eye is. */
export function remarkLines(path: string, remarks: LabRemark[]): string[] {
  return (["note", "warning", "error"] as const).flatMap((severity) =>
    remarks.filter((one) => one.severity === severity).map((one) => remarkLine(path, one)),
  );
}

/** One entry of a proof; its output where it failed, or all were asked for. */
export function entryLines(entry: ProofEntry, verbose: boolean): string[] {
  const indent = entry.step === null ? "  " : "    ";
  const time = entry.seconds >= 0.05 ? ` (${entry.seconds.toFixed(1)} s)` : "";
  const head = `${indent}${MARK[entry.outcome]} ${entry.what}${time}`;
  if (entry.outcome === "passed" && !verbose) return [head];
  const output = entry.output.trimEnd();
  if (output === "") return entry.outcome === "failed" ? [head, `${indent}  (nothing was printed)`] : [head];
  const lines = output.split("\n");
  const tail = verbose ? lines : lines.slice(-TAIL_LINES);
  const cut = lines.length > tail.length ? [`${indent}  | … ${lines.length - tail.length} lines more`] : [];
  return [head, ...cut, ...tail.map((line) => `${indent}  | ${line}`)];
}

export const stepHeading = (lab: Lab, index: number) =>
  `  Step ${index + 1}: ${lab.steps[index]?.title ?? ""}`;

/** `1 error, 2 warnings`; null where there is neither. */
export function countWords(errors: number, warnings: number): string | null {
  const plural = (count: number, word: string) => `${count} ${word}${count === 1 ? "" : "s"}`;
  const parts = [
    ...(errors ? [plural(errors, "error")] : []),
    ...(warnings ? [plural(warnings, "warning")] : []),
  ];
  return parts.length === 0 ? null : parts.join(", ");
}
