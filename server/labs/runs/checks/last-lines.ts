const LONGEST_LINE = 500;

/** The last lines of a script's output, which is plain text already; long ones are cut. */
export function lastLines(output: string, count: number): string {
  return output
    .trim()
    .split("\n")
    .slice(-count)
    .map((line) => (line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}…` : line).trimEnd())
    .join("\n");
}
