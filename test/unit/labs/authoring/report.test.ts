import { expect, it } from "vitest";
import { judgeCheck } from "../../../../server/labs/authoring/judge-check.ts";
import type { ProofEntry } from "../../../../server/labs/authoring/proof.ts";
import { countWords, entryLines, remarkLines } from "../../../../server/labs/authoring/report-lines.ts";
import type { LabScript } from "../../../../server/labs/model/lab.ts";

const anEntry = (more: Partial<ProofEntry> = {}): ProofEntry => ({
  step: 0,
  outcome: "failed",
  what: "The solution ended with exit status 1",
  output: "",
  seconds: 0,
  ...more,
});

it("what failed shows the end of what it printed, and how much was left out", () => {
  const lines = entryLines(
    anEntry({ output: `${Array.from({ length: 40 }, (_, n) => n).join("\n")}\n` }),
    false,
  );
  expect(lines[0]).toBe("    ✗ The solution ended with exit status 1");
  expect(lines[1]).toBe("      | … 10 lines more");
  expect(lines.at(-1)).toBe("      | 39");
});

it("what failed in silence says so", () => {
  expect(entryLines(anEntry(), false)[1]).toContain("nothing was printed");
});

it("what passed is one line with its time, unless all was asked for", () => {
  const entry = anEntry({ outcome: "passed", step: null, what: "Set-up ran", output: "a\nb", seconds: 1.23 });
  expect(entryLines(entry, false)).toEqual(["  ✓ Set-up ran (1.2 s)"]);
  expect(entryLines(entry, true)).toEqual(["  ✓ Set-up ran (1.2 s)", "    | a", "    | b"]);
});

it("remarks name their place and the worst stand last", () => {
  const lines = remarkLines("labs/x", [
    { severity: "error", file: "lab.md", line: 3, message: "No." },
    { severity: "note", file: "files", line: null, message: "Well." },
  ]);
  expect(lines).toEqual(["  note    labs/x/files  Well.", "  error   labs/x/lab.md:3  No."]);
});

it.each([
  [0, 0, null],
  [1, 0, "1 error"],
  [2, 1, "2 errors, 1 warning"],
])("%i errors and %i warnings are %s", (errors, warnings, words) => {
  expect(countWords(errors, warnings)).toBe(words);
});

const script: LabScript = { text: "", file: "x", node: "node1", timeoutMs: 1000 };
const ran = (exitCode: number, output = "", timedOut = false) => ({
  exitCode,
  output,
  timedOut,
  flooded: false,
  truncated: false,
});
it.each([
  ["passes by its exit status", null, ran(0), "passed"],
  ["fails by its exit status", null, ran(1), "failed"],
  ["passes by the line it must print", "done", ran(0, "ok\n done \n"), "passed"],
  ["fails without that line", "done", ran(0, "not done\n"), "failed"],
  ["fails with that line and a bad exit status", "done", ran(1, "done"), "failed"],
  ["is broken when a command does not exist", null, ran(127), "broken"],
  ["is broken when it is not executable", null, ran(126), "broken"],
  ["is broken when it was killed", null, ran(137), "broken"],
  ["is broken when it hangs", null, ran(-1, "", true), "broken"],
])("a check %s", (_, passLine, result, state) => {
  expect(judgeCheck({ script, passLine }, result).state).toBe(state);
});
