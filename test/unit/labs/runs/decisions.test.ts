import { describe, expect, it } from "vitest";
import type { LabStepState, LearnerId } from "../../../../runtime/protocol/index.ts";
import { judgeCheck } from "../../../../server/labs/runs/checks/judge-check.ts";
import { lastLines } from "../../../../server/labs/runs/checks/last-lines.ts";
import { decideAfterCheck } from "../../../../server/labs/runs/decisions/decide-after-check.ts";
import { decideEnter } from "../../../../server/labs/runs/decisions/decide-enter.ts";
import { decideOpen, takesAnswers, untriedQuiz } from "../../../../server/labs/runs/decisions/decide-quiz.ts";
import { decideRestore } from "../../../../server/labs/runs/decisions/decide-restore.ts";
import { asksForCheck, nextCheckTime } from "../../../../server/labs/runs/decisions/next-check-time.ts";
import { planKept } from "../../../../server/labs/runs/decisions/plan-kept.ts";
import { canResume, planResume } from "../../../../server/labs/runs/decisions/plan-resume.ts";
import { planTemplates } from "../../../../server/labs/runs/decisions/plan-templates.ts";
import { chooseLanguage } from "../../../../server/labs/runs/pages/lab-words.ts";
import { preferredLanguages } from "../../../../server/labs/runs/pages/preferred-languages.ts";
import { type StepRecord, untouchedStep } from "../../../../server/labs/runs/run-record.ts";
import { needsTemplate, templateName } from "../../../../server/labs/runs/templates/template-key.ts";

const aStep = (change: Partial<StepRecord> = {}): StepRecord => ({ ...untouchedStep(), ...change });
const reached = aStep({ state: "reached", entered: true });
const LETTERS: Record<string, LabStepState> = { a: "ahead", r: "reached", p: "passed", s: "skipped" };
/** `r` reached, `p` passed, `s` skipped (these were entered), `a` ahead. */
const steps = (letters: string) =>
  [...letters].map((letter) => aStep({ state: LETTERS[letter] ?? "ahead", entered: letter !== "a" }));
const letters = (records: StepRecord[]) => records.map(({ state }) => state[0]).join("");

describe("going to a step", () => {
  it.each([
    ["on, with nothing proven", "raa", 0, 1, "sra", true],
    ["on, with it proven", "paa", 0, 1, "pra", true],
    ["far on", "raa", 0, 2, "ssr", true],
    ["back", "ppr", 2, 0, "ppr", false],
    ["to where one is", "raa", 0, 0, "raa", false],
    ["to the first, at the start", "aaa", 0, 0, "raa", true],
    ["on again to one that was skipped", "rsr", 0, 1, "ssr", false],
    ["to the finish page", "ppr", 2, 3, "pps", false],
  ])("%s", (_words, before, current, index, after, first) => {
    const run = { current, steps: steps(before) };
    const entered = decideEnter(run, index, { hasProof: [true, true, true], nowMs: 5 });
    expect(entered && letters(entered.steps)).toBe(after);
    expect(entered).toMatchObject({ current: index, first, finished: index === 3 });
  });
  it("passes a step that was read and asks for no proof, and skips one that was not read", () => {
    const run = { current: 0, steps: steps("raa") };
    const entered = decideEnter(run, 2, { hasProof: [false, false, false], nowMs: 5 });
    expect(entered && letters(entered.steps)).toBe("psr");
    expect(entered?.steps[0]?.passedAtMs).toBe(5);
  });
  it.each([-1, 4, 0.5, Number.NaN])("is refused for %s", (index) => {
    expect(
      decideEnter({ current: 0, steps: steps("raa") }, index, { hasProof: [true, true, true], nowMs: 0 }),
    ).toBeNull();
  });
  it("changes nothing that it was given", () => {
    const run = { current: 0, steps: steps("raa") };
    decideEnter(run, 2, { hasProof: [true, true, true], nowMs: 0 });
    expect(letters(run.steps)).toBe("raa");
  });
});

describe("after a check", () => {
  it.each([
    ["reached", ["passed", "passed"], [], "passed"],
    ["reached", ["passed", "failed"], [], "reached"],
    ["reached", ["passed", "broken"], [], "reached"],
    ["skipped", ["passed"], [], "passed"],
    ["passed", ["failed"], [], "passed"],
    ["reached", [], [], "reached"],
    ["reached", ["passed"], [false], "reached"],
    ["reached", ["passed"], [true], "passed"],
    ["reached", [], [true], "passed"],
    ["ahead", ["passed"], [], "ahead"],
  ] as const)("a %s step with checks %j and required quizzes %j is %s", (state, checks, quizzes, after) => {
    const results = checks.map((one) => ({ state: one }));
    expect(
      decideAfterCheck(
        state,
        results,
        quizzes.map((right) => ({ right })),
      ),
    ).toBe(after);
  });
});

describe("a script's end", () => {
  const end = { exitCode: 0, output: "", truncated: false, timedOut: false, flooded: false };
  const rule = { passLine: null, timeoutMs: 60_000 };
  it.each([
    [{}, rule, "passed", ""],
    [{ exitCode: 1, output: "two found\n" }, rule, "failed", "two found"],
    [{ output: "x\ndone\n" }, { ...rule, passLine: "done" }, "passed", "x"],
    [{ output: "not done\n" }, { ...rule, passLine: "done" }, "failed", "not done"],
    [{ exitCode: 1, output: "done\n" }, { ...rule, passLine: "done" }, "failed", ""],
    [
      { exitCode: 124, timedOut: true },
      rule,
      "broken",
      "The check took longer than its 60 seconds and was ended.",
    ],
    [
      { exitCode: 137, flooded: true, output: "y" },
      rule,
      "broken",
      "y\nThe check said more than 32 MiB and was ended.",
    ],
    [
      { exitCode: -1 },
      rule,
      "broken",
      "The check was cut off: the sandbox or the connection to it went away.",
    ],
  ])("%j under %j: %s", (change, how, state, found) => {
    expect(judgeCheck({ ...end, ...change }, how)).toEqual({ state, found });
  });
  it("is told by its last lines, long ones cut", () => {
    const output = Array.from({ length: 50 }, (_, index) => `line ${index}`).join("\n");
    expect(lastLines(output, 20).split("\n")).toHaveLength(20);
    expect(lastLines(output, 1)).toBe("line 49");
    expect(lastLines("x".repeat(5000), 1)).toHaveLength(501);
  });
});

describe("going back", () => {
  const run = {
    steps: [
      aStep({ state: "passed", entered: true, snapshot: "step-0", passedAtMs: 1, hintsShown: 1 }),
      aStep({
        state: "passed",
        entered: true,
        snapshot: "step-1",
        passedAtMs: 2,
        hintsShown: 2,
        solutionShown: true,
      }),
      aStep({ state: "reached", entered: true, snapshot: "step-2", hintsShown: 3 }),
      aStep(),
    ],
  };
  it("makes later steps lie ahead and gives up their snapshots, and keeps help that was shown", () => {
    const restored = decideRestore(run, 1);
    expect(restored).toMatchObject({ current: 1, snapshot: "step-1", dropped: ["step-2"] });
    expect(restored && letters(restored.steps)).toBe("praa");
    expect(restored?.steps[1]).toMatchObject({
      passedAtMs: null,
      hintsShown: 2,
      solutionShown: true,
      snapshot: "step-1",
    });
    expect(restored?.steps[2]).toMatchObject({ entered: false, hintsShown: 3, snapshot: null });
  });
  it.each([3, 4, -1])("is refused for %i, of which there is no snapshot", (index) => {
    expect(decideRestore(run, index)).toBeNull();
  });
});

describe("a new session", () => {
  const lab = { steps: [{}, {}, {}] as never[] };
  const run = { steps: [...steps("ps"), { ...reached, snapshot: "step-2" }], finishedAtMs: null };
  const saved = { template: "run-a", atMs: 1, step: 2 };
  it("goes on where the kept sandbox is", () => {
    const plan = planResume({ ...run, saved }, lab);
    expect(plan.current).toBe(2);
    expect(letters(plan.steps)).toBe("psr");
    expect(plan.steps.map(({ entered, snapshot }) => [entered, snapshot])).toEqual([
      [true, null],
      [true, null],
      [true, null],
    ]);
  });
  it("goes back to the step at which it was kept, when what came after was lost", () => {
    const plan = planResume({ ...run, saved: { ...saved, step: 1 } }, lab);
    expect(plan.current).toBe(1);
    expect(letters(plan.steps)).toBe("psa");
    expect(plan.steps.map(({ entered }) => entered)).toEqual([true, true, false]);
  });
  it("begins at the first step in a fresh one, what was passed still passed", () => {
    const plan = planResume({ ...run, saved: null }, lab);
    expect(plan.current).toBe(0);
    expect(letters(plan.steps)).toBe("psa");
    expect(plan.steps.some(({ entered }) => entered)).toBe(false);
  });
  it.each([
    [saved, null, true],
    [null, null, false],
    [saved, 5, false],
  ])("with %j kept and finished at %j can go on: %s", (kept, finishedAtMs, can) => {
    expect(canResume({ saved: kept, finishedAtMs })).toBe(can);
  });
  it("fits a lab that has become shorter, or longer", () => {
    expect(planResume({ ...run, saved }, { steps: [{}] as never[] })).toMatchObject({
      current: 0,
      steps: [{}],
    });
    expect(letters(planResume({ ...run, saved }, { steps: [{}, {}, {}, {}] as never[] }).steps)).toBe("psra");
  });
});

describe("kept sandboxes", () => {
  const kept = (name: string, learner: string, savedAtMs: number) => ({
    template: name,
    learnerId: learner as LearnerId,
    savedAtMs,
  });
  const limits = { perLearner: 2, inAll: 3, maxAgeMs: 100 };
  it.each([
    ["the newest two of a learner stay", [kept("a", "x", 1), kept("b", "x", 2), kept("c", "x", 3)], ["a"]],
    ["old ones go", [kept("a", "x", -200), kept("b", "y", -89)], ["a"]],
    [
      "no more than so many in all",
      [kept("a", "w", 1), kept("b", "x", 2), kept("c", "y", 3), kept("d", "z", 4)],
      ["a"],
    ],
    ["nothing goes without need", [kept("a", "x", 1)], []],
  ])("%s", (_words, all, gone) => {
    expect(planKept(all, 10, limits)).toEqual(gone);
  });
});

describe("labs' templates", () => {
  const existing = (names: string[]) => names.map((name, index) => ({ name, createdAtMs: index }));
  const plan = (change: object, keep = 2) =>
    planTemplates(
      {
        existing: existing(["a", "b", "c"]),
        uses: new Map(),
        current: new Set(["a", "b", "c"]),
        inUse: new Set(),
        ...change,
      },
      keep,
    );
  it.each([
    ["of a lab that changed go", { current: new Set(["a", "b"]) }, 5, ["c"]],
    ["that were not used for longest go", {}, 2, ["a"]],
    ["that were used again stay", { uses: new Map([["a", 9]]) }, 2, ["b"]],
    ["in use stay", { current: new Set(), inUse: new Set(["b"]) }, 2, ["a", "c"]],
  ])("%s", (_words, change, keep, gone) => {
    expect(plan(change, keep)).toEqual(gone);
  });

  const script = { text: "make", file: "lab.md", node: "node1", timeoutMs: 1000 } as const;
  const file = { node: "node1", path: "/root/a", bytes: new Uint8Array([1]), mode: null } as const;
  const lab = { setup: [script], files: [file], environment: {}, egress: null, variables: [] };
  const name = (change: object = {}, base = "base", node: "node1" | "node2" = "node1") =>
    templateName({ ...lab, ...change }, node, base);
  it("are named by what goes into them", () => {
    expect(name()).toMatch(/^tpl-lab-[0-9a-f]{32}$/);
    expect(name({})).toBe(name());
    const others = [
      name({ setup: [{ ...script, text: "make more" }] }),
      name({ files: [{ ...file, bytes: new Uint8Array([2]) }] }),
      name({ files: [{ ...file, mode: "755" }] }),
      name({ environment: { A: "b" } }),
      name({ egress: "none" }),
      name({}, "another base"),
    ];
    expect(new Set([name(), ...others]).size).toBe(others.length + 1);
  });
  it("are for nodes with a set-up only", () => {
    expect(needsTemplate(lab, "node1")).toBe(true);
    expect(name({}, "base", "node2")).toBeNull();
    expect(name({ setup: [] })).toBeNull();
  });
});

describe("checks by themselves", () => {
  const at = (firstAtMs: number, lastAtMs: number, isWeak = false) => ({ firstAtMs, lastAtMs, isWeak });
  it.each([
    ["nothing changed", null, null, false, null],
    ["a change, once it is quiet", at(1000, 1000), null, false, 2500],
    ["changes that do not end", at(1000, 9000), null, false, 6000],
    ["not too soon after the last", at(1000, 1000), 900, false, 3900],
    ["never while one runs", at(1000, 1000), null, true, null],
    ["what may mean nothing, seldom", at(1000, 1000, true), 900, false, 15_900],
  ])("%s", (_words, changes, checkedAtMs, checking, dueAtMs) => {
    expect(nextCheckTime({ changes, checkedAtMs, checking })).toBe(dueAtMs);
  });
  it.each([
    ["a change long after", { checking: false, checkedAtMs: 0 }, true, { asks: true, isEcho: false }],
    ["one during a check", { checking: true, checkedAtMs: null }, false, { asks: true, isEcho: true }],
    [
      "one during the check that such a one asked for",
      { checking: true, checkedAtMs: null },
      true,
      { asks: false, isEcho: true },
    ],
    ["one right after a check", { checking: false, checkedAtMs: 4500 }, true, { asks: false, isEcho: true }],
  ])("%s", (_words, clock, lastWasEcho, expected) => {
    expect(asksForCheck({ changes: null, ...clock }, lastWasEcho, 5000)).toEqual(expected);
  });
});

describe("a quiz", () => {
  const timed = { timeLimitSeconds: 60 };
  const untried = untriedQuiz(0, "q");
  it("goes on while it is open, and begins anew once its time is over", () => {
    const opened = decideOpen(timed, untried, 1000);
    expect(opened.openedAtMs).toBe(1000);
    expect(decideOpen(timed, opened, 60_999).openedAtMs).toBe(1000);
    expect(decideOpen(timed, opened, 61_000).openedAtMs).toBe(61_000);
  });
  it("that is timed takes answers once it was opened", () => {
    expect(takesAnswers(timed, untried)).toBe(false);
    expect(takesAnswers(timed, { ...untried, openedAtMs: 1 })).toBe(true);
    expect(takesAnswers({ timeLimitSeconds: null }, untried)).toBe(true);
  });
});

describe("the reader's language", () => {
  const lab = { language: "en", translations: { de: {}, "pt-br": {} } as never };
  it.each([
    [["de"], "de"],
    [["de-AT", "en"], "de"],
    [["fr", "pt-br"], "pt-br"],
    [["pt"], "en"],
    [["fr"], "en"],
    [[], "en"],
  ])("%j is read in %s", (wanted, language) => {
    expect(chooseLanguage(lab, wanted)).toBe(language);
  });
  it.each([
    [undefined, []],
    ["de-AT,de;q=0.9,en;q=0.8", ["de-at", "de", "en"]],
    ["en;q=0.2, fr", ["fr", "en"]],
    ["*, de;q=0", []],
    ["<script>, de;q=x", []],
  ])("%j asks for %j", (header, languages) => {
    expect(preferredLanguages(header)).toEqual(languages);
  });
});
