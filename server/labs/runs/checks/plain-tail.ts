// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
const ESCAPES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g;
const CONTROLS = /[^\P{C}\n\t]/gu;
const LONGEST_LINE = 500;

/** The last lines of a program's output as plain text: no colours, no control characters, a line that was overwritten as it ended. */
export function plainTail(output: string, lines = 20): string {
  return output
    .replace(ESCAPES, "")
    .replace(/\r\n/g, "\n")
    .split("\n")
    .map((line) => line.slice(line.replace(/\r+$/, "").lastIndexOf("\r") + 1).replace(CONTROLS, ""))
    .map((line) => (line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}…` : line).trimEnd())
    .join("\n")
    .trim()
    .split("\n")
    .slice(-lines)
    .join("\n");
}
