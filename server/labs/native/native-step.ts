import type { z } from "zod";
import type { LabCheck, LabSolution, LabStep } from "../model/lab.ts";
import type { FrontMatter } from "./front-matter.ts";
import type { StepFrontMatter } from "./lab-schema.ts";
import { quizzesIn } from "./native-quiz.ts";
import { CHECK_TIMEOUT_MS, type NativeFile, SCRIPT_TIMEOUT_MS, scriptIn, sourceIn } from "./native-source.ts";
import { solutionText } from "./solution-text.ts";

type Step = z.output<typeof StepFrontMatter>;

function checkIn(native: NativeFile, source: Step["checks"][number], index: number): LabCheck[] {
  const path = ["checks", index];
  const script = scriptIn(native, [...path, "script"], source.script, CHECK_TIMEOUT_MS);
  if (source.hint === undefined) {
    native.remark("warning", native.front.lineOf(path), "This check has no hint for those whom it fails.");
  }
  if (!script) return [];
  return [
    {
      id: `check-${index + 1}`,
      looksAt: source.looksAt,
      script,
      passLine: source.prints ?? null,
      hint: source.hint === undefined ? null : sourceIn(native, [...path, "hint"], source.hint),
    },
  ];
}

function solutionIn(native: NativeFile, source: Step["solution"]): LabSolution | null {
  if (source === undefined) return null;
  const { explain, scripts: sources } =
    typeof source === "string" ? { explain: undefined, scripts: [source] } : source;
  const scripts = sources.flatMap((script, index) => {
    const path = typeof source === "string" ? ["solution"] : ["solution", "scripts", index];
    return scriptIn(native, path, script, SCRIPT_TIMEOUT_MS) ?? [];
  });
  return {
    text: {
      markdown: solutionText(explain, scripts),
      file: native.file,
      lineOffset: native.front.textOffset(["solution"]),
    },
    scripts,
  };
}

/** One step of a lab from its file. */
export function stepIn(native: NativeFile, front: FrontMatter<Step>): LabStep {
  const { data } = front;
  const solution = solutionIn(native, data.solution);
  if (data.checks.length > 0 && solution === null) {
    native.remark(
      "warning",
      front.lineOf(["checks"]),
      "This step has checks and no solution that proves them.",
    );
  }
  if (front.body.trim() === "") native.remark("warning", front.bodyOffset, "This step has no text.");
  return {
    title: data.title,
    text: { markdown: front.body, file: native.file, lineOffset: front.bodyOffset },
    checks: data.checks.flatMap((check, index) => checkIn(native, check, index)),
    hints: data.hints.map((hint, index) => sourceIn(native, ["hints", index], hint)),
    solution,
    quizzes: quizzesIn(native, data.quiz),
    background:
      data.background === undefined
        ? null
        : (scriptIn(native, ["background"], data.background, SCRIPT_TIMEOUT_MS) ?? null),
    foreground:
      data.foreground === undefined
        ? null
        : (scriptIn(native, ["foreground"], data.foreground, SCRIPT_TIMEOUT_MS) ?? null),
  };
}
