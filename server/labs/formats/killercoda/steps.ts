import type { LabCheck, LabScript, LabStep } from "../../model/lab.ts";
import { plainStep } from "../../model/plain-step.ts";
import { readScript, readText, type Scenario } from "./scenario.ts";
import type { Fields } from "./settings/fields.ts";
import { nothing, type StepWords, type Words } from "./words.ts";

/** Authors count on a check to answer in this time. */
const CHECK_TIMEOUT_MS = 60_000;
/** Set-ups install packages and pull images. */
const SCRIPT_TIMEOUT_MS = 300_000;

export interface PageScripts {
  background: LabScript | null;
  foreground: LabScript | null;
}

/** The scripts of a page, by their names and by Katacoda's old ones. */
export function readPageScripts(scenario: Scenario, fields: Fields | null): PageScripts {
  if (fields === null) return { background: null, foreground: null };
  return {
    background: readScript(scenario, fields, ["background", "courseData"], SCRIPT_TIMEOUT_MS),
    foreground: readScript(scenario, fields, ["foreground", "code"], SCRIPT_TIMEOUT_MS),
  };
}

/** The steps of a scenario; one with no steps, a bare playground, gets one. */
export function readSteps(scenario: Scenario, words: Words, intro: PageScripts): LabStep[] {
  const steps = words.steps.map((step) => readStep(scenario, step));
  const first = steps[0] ?? emptyStep(scenario, words);
  const foreground = joinScripts(intro.foreground, first.foreground);
  return [{ ...first, foreground }, ...steps.slice(1)];
}

function emptyStep(scenario: Scenario, { title, summary, intro }: Words): LabStep {
  const text = intro.markdown === "" ? { ...nothing(scenario), markdown: summary } : intro;
  return plainStep(title, text);
}

function readStep(scenario: Scenario, { title, text, fields }: StepWords): LabStep {
  const { background, foreground } = readPageScripts(scenario, fields);
  const verify = readScript(scenario, fields, ["verify"], CHECK_TIMEOUT_MS);
  const answer = readText(scenario, fields, "answer");
  return {
    title,
    text,
    checks: verify ? [checkOf(verify)] : [],
    solution: answer && { text: answer, scripts: [] },
    quizzes: [],
    background,
    foreground,
    ...readHint(scenario, fields),
  };
}

function checkOf(script: LabScript): LabCheck {
  return {
    id: "verify",
    looksAt: "what this step asks for",
    script,
    passLine: printsDone(script.text) ? "done" : null,
    hint: null,
  };
}

/** Whether a script says by the old convention that it passed: an `if` around the `echo` exits 0 either way. */
export function printsDone(script: string): boolean {
  return script
    .split("\n")
    .some(
      (line) =>
        !/^\s*#/.test(line) &&
        /(?:^|[\s;&|({])echo\s+(?:-[neE]+\s+)?(["']?)done\1\s*(?:$|[;&|)}#])/.test(line),
    );
}

/** A hint is a script that prints Markdown; a Markdown file is one as well. */
function readHint(scenario: Scenario, fields: Fields): Pick<LabStep, "hints" | "hintScript"> {
  if (/\.(?:md|markdown|txt)$/i.test(fields.text("hint")?.trim() ?? "")) {
    const hint = readText(scenario, fields, "hint");
    return { hints: hint ? [hint] : [] };
  }
  const script = readScript(scenario, fields, ["hint"], CHECK_TIMEOUT_MS);
  return script ? { hints: [], hintScript: script } : { hints: [] };
}

/** Both in one terminal, one after the other. */
function joinScripts(first: LabScript | null, second: LabScript | null): LabScript | null {
  if (first === null || second === null) return first ?? second;
  return { ...first, text: `${first.text.trimEnd()}\n${second.text}` };
}
