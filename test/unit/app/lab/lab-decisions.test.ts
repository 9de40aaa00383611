import { describe, expect, test } from "vitest";
import { type LabPageState, noLab, reduceLab } from "../../../../app/client/lab-state.ts";
import { emptyLayout, reduceLayout } from "../../../../app/client/layout-state.ts";
import { insertText } from "../../../../app/workspace/lab/insert-text.ts";
import {
  clock,
  describeChecks,
  describeSetupFailure,
  duration,
  nextLabel,
} from "../../../../app/workspace/lab/lab-words.ts";
import {
  beginAnswers,
  moveLine,
  quizStage,
  unanswered,
} from "../../../../app/workspace/lab/quiz/quiz-answers.ts";
import { codeLines, markedLines } from "../../../../app/workspace/lab/text/code-lines.ts";
import { sizeOf } from "../../../../app/workspace/lab/text/draw-mermaid.ts";
import { isFor, systemOf } from "../../../../app/workspace/lab/text/only-on.tsx";
import { safeHref, safeSource } from "../../../../app/workspace/lab/text/safe-url.ts";
import { decideForeground } from "../../../../app/workspace/lab/use-foreground.ts";
import { decideLabKey } from "../../../../app/workspace/lab/use-lab-keys.ts";
import { decideTerminal } from "../../../../app/workspace/terminals/decide-terminal.ts";
import { planTyping } from "../../../../app/workspace/terminals/typing-plan.ts";
import { TerminalId, type TerminalView } from "../../../../runtime/protocol/index.ts";
import { aCheck, aQuiz, aRun, aStep } from "./builders.ts";

test.each([
  [{ text: "ls" }, false, { before: "", keys: "ls\r" }],
  [{ text: "ls\n" }, false, { before: "", keys: "ls\r" }],
  [{ text: "ls", noEnter: true }, false, { before: "", keys: "ls" }],
  [{ text: "ls", interrupt: true }, false, { before: "\x03", keys: "ls\r" }],
  [{ text: "^C", control: true }, false, { before: "", keys: "\x03" }],
  [{ text: "^[^D", control: true }, false, { before: "", keys: "\x1b\x04" }],
  [{ text: "a\r\nb\n" }, false, { before: "", keys: "a\rb\r" }],
  [{ text: "a\nb" }, true, { before: "", keys: "\x1b[200~a\rb\x1b[201~\r" }],
  [{ text: "safe\x1b[201~; rm x" }, true, { before: "", keys: "safe[201~; rm x\r" }],
])("%j is typed as its keys (bracketed: %s)", (request, bracketed, plan) => {
  expect(planTyping(request, bracketed)).toEqual(plan);
});

describe("the terminal of a command", () => {
  const id = (letter: string) => TerminalId.parse(`trm_${letter.repeat(10)}`);
  const aTerminal = (letter: string, over: Partial<TerminalView> = {}): TerminalView => ({
    id: id(letter),
    node: "node1",
    title: `Terminal ${letter}`,
    state: "open",
    exitCode: null,
    ...over,
  });
  const list = [
    aTerminal("a", { title: "Terminal 1" }),
    aTerminal("b", { title: "Logs" }),
    aTerminal("c", { title: "Terminal 3", node: "node2" }),
    aTerminal("d", { title: "Gone", state: "exited" }),
  ];
  const shown = (letter: string) => ({ kind: "shown", id: id(letter) });

  test.each([
    ["the one in front", {}, "b", shown("b")],
    ["the first, where the one in front has ended", {}, "d", shown("a")],
    ["the first of a node", { node: "node2" as const }, "a", shown("c")],
    [
      "a new one on a node without any",
      { node: "node3" as const },
      "a",
      { kind: "open", node: "node3", title: undefined },
    ],
    ["one by its number", { terminal: "2" }, "a", shown("b")],
    ["one by the name that a number has", { terminal: "3" }, "a", shown("c")],
    [
      "a new one for a number that is not there",
      { terminal: "7" },
      "a",
      { kind: "open", node: "node1", title: "Terminal 7" },
    ],
    ["one by its name, however it is written", { terminal: "logs" }, "a", shown("b")],
    [
      "a new one for a name that has ended",
      { terminal: "Gone" },
      "a",
      { kind: "open", node: "node1", title: "Gone" },
    ],
    [
      "a new one where the name is another node's",
      { terminal: "Logs", node: "node2" as const },
      "a",
      { kind: "open", node: "node2", title: "Logs" },
    ],
  ])("is %s", (_name, wanted, active, decision) => {
    expect(decideTerminal(list, id(active), wanted)).toEqual(decision);
  });
});

test.each([
  ["#top", "#lab-top"],
  ["https://a.example/x", "https://a.example/x"],
  ["mailto:a@b.example", "mailto:a@b.example"],
  ["/api/labs/x/assets/a.png?digest=1", "/api/labs/x/assets/a.png?digest=1"],
  ["/api/../sessions/x", null],
  ["/api\\evil", null],
  ["//evil.example/api/", null],
  ["javascript:alert(1)", null],
  [" vbscript:x", null],
  ["ftp://a.example", null],
  ["relative.md", null],
  ["# a b", null],
])("a link to %j leads to %j", (url, expected) => {
  expect(safeHref(url)).toBe(expected);
});

test("only pictures of this server are loaded", () => {
  expect(safeSource("/api/labs/x/assets/a.png")).toBe("/api/labs/x/assets/a.png");
  expect(safeSource("https://a.example/a.png")).toBeNull();
  expect(safeSource("data:image/svg+xml,x")).toBeNull();
});

test.each([
  ["2,5-7", [2, 5, 6, 7]],
  ["", []],
  ["x,3", [3]],
  ["7-5", []],
])("the lines %j are %j", (highlight, lines) => {
  expect([...markedLines(highlight)]).toEqual(lines);
});

test("a range of lines that is absurd is cut", () => {
  expect(markedLines("1-9999").size).toBe(2_001);
});

test("an empty line between coloured ones stays", () => {
  const line = (at: number, ...children: string[]) => ({ tag: "span", attributes: { line: at }, children });
  expect(codeLines([line(1, "a"), line(2), line(3, "b")], "a\n\nb")).toEqual([
    [{ text: "a" }],
    [],
    [{ text: "b" }],
  ]);
});

test.each([
  ["replace", undefined, "new\n"],
  ["prepend", undefined, "new\nold MARK end\n"],
  ["append", undefined, "old MARK end\nnew\n"],
  ["insert", "MARK", "old new end\n"],
  ["insert", "not there", "old MARK end\nnew\n"],
] as const)("a text is put in by %s (marker %s)", (target, marker, expected) => {
  expect(insertText("old MARK end\n", { text: "new", target, marker })).toBe(expected);
});

test.each([
  ["MacIntel", "mac"],
  ["iPhone", "mac"],
  ["Win32", "windows"],
  ["Linux x86_64", "linux"],
  ["", "linux"],
])("%s is %s", (platform, system) => {
  expect(systemOf(platform)).toBe(system);
});

test.each([
  ["mac, windows", "mac", true],
  ["unix", "linux", true],
  ["unix", "mac", true],
  ["unix", "windows", false],
  ["windows", "linux", false],
] as const)("what is for %s is shown on %s: %s", (os, system, expected) => {
  expect(isFor(os, system)).toBe(expected);
});

test("a drawing has the size that it says, or a usual one", () => {
  expect(sizeOf('<svg viewBox="0 0 120.4 60">')).toEqual({ width: 121, height: 60 });
  expect(sizeOf("<svg>")).toEqual({ width: 600, height: 400 });
});

test.each([
  [0, "0:00"],
  [61, "1:01"],
  [3_725, "1:02:05"],
  [-3, "0:00"],
])("%i seconds are %s", (seconds, words) => {
  expect(clock(seconds)).toBe(words);
});

test.each([
  [1, "1 second"],
  [45, "45 seconds"],
  [60, "1 minute"],
  [90, "1 minute and 30 seconds"],
  [600, "10 minutes"],
])("%i seconds are allowed as %s", (seconds, words) => {
  expect(duration(seconds)).toBe(words);
});

describe("where a learner is with a quiz", () => {
  const result = { score: 1, total: 1, late: false, answers: [] };
  const open = { timeLimitSeconds: 60, endsAt: "2026-01-01T00:00:00Z" };
  test.each([
    ["trying", aQuiz(), false],
    ["marked", aQuiz({ result }), false],
    ["trying", aQuiz({ result }), true],
    ["closed", aQuiz({ timeLimitSeconds: 60 }), false],
    ["trying", aQuiz(open), false],
    ["marked", aQuiz({ timeLimitSeconds: 60, result }), false],
    ["marked", aQuiz({ timeLimitSeconds: 60, result }), true],
    ["trying", aQuiz({ ...open, result }), false],
  ] as const)("%s: %j, again here: %s", (stage, quiz, again) => {
    expect(quizStage(quiz, again)).toBe(stage);
  });
});

describe("the button that leads on", () => {
  const passed = { title: "One", state: "passed", canRestore: true } as const;
  const reached = { ...passed, state: "reached" } as const;
  test.each([
    ["Skip", aRun({ checks: [aCheck()], steps: [reached, reached] }), aStep()],
    ["Next", aRun({ checks: [aCheck()], steps: [passed, reached] }), aStep()],
    ["Next", aRun({ checks: [], steps: [reached, reached] }), aStep()],
    [
      "Skip",
      aRun({ checks: [], steps: [reached, reached] }),
      aStep({ quizzes: [aQuiz({ required: true })] }),
    ],
    ["Next", aRun({ checks: [], steps: [reached, reached] }), aStep({ quizzes: [aQuiz()] })],
    ["Finish", aRun({ checks: [], steps: [reached] }), null],
  ])("says %s", (label, run, step) => {
    expect(nextLabel(run, step)).toBe(label);
  });
});

test.each([
  [["unknown"], ""],
  [["running", "passed"], "Checking…"],
  [["passed", "failed"], "1 of 2 checks passed."],
  [["passed", "passed"], "All checks of this step passed."],
] as const)("checks that are %j are told as %j", (states, words) => {
  expect(describeChecks(states.map((state) => aCheck({ state })))).toBe(words);
});

test.each([
  ["", "The lab's set-up failed. Reset"],
  ["docker build ended with 1", "The lab's set-up failed: docker build ended with 1. Reset"],
  ["It took too long.", "The lab's set-up failed: It took too long. Reset"],
])("a set-up that failed with %j is told as a sentence", (message, words) => {
  expect(describeSetupFailure(message)).toContain(words);
});

describe("what the page keeps of a lab", () => {
  const withRun = (state: LabPageState, run = aRun()) => reduceLab(state, { type: "lab.run", run, atMs: 1 });
  const begun = reduceLab(withRun(noLab), { type: "lab.step", step: aStep() });

  test("an answer that was overtaken by what the socket told does not bring back what is over", () => {
    const look = { type: "lab.first-look", run: aRun({ busy: "Keeping" }), atMs: 1 } as const;
    expect(reduceLab(noLab, look).run?.busy).toBe("Keeping");
    expect(reduceLab(begun, look)).toBe(begun);
  });

  test("the step's page is asked for when the run is known, and when its words may be others", () => {
    expect(withRun(noLab).stale).toBe(1);
    expect(withRun(begun, aRun({ current: 1 })).stale).toBe(2);
    expect(withRun(begun, aRun({ variables: { who: "Ada" } })).stale).toBe(2);
  });

  test("and when another tab answered a quiz, or a command waits for the terminal", () => {
    const scored = aRun({ score: { right: 1, total: 2 } });
    expect(withRun(begun, scored).stale).toBe(2);
    const waits = withRun(begun, aRun({ foregroundWaits: true }));
    expect(waits.stale).toBe(2);
    expect(withRun(waits, aRun()).stale).toBe(2);
  });

  test("a check's result does not ask for the page again", () => {
    expect(withRun(begun, aRun({ checks: [aCheck({ state: "failed" })] })).stale).toBe(1);
  });

  test("a message that changes nothing to be seen tells of a hint or an answer in another tab", () => {
    expect(withRun(begun, aRun({ elapsedSeconds: 99 })).stale).toBe(2);
  });

  test("the page and solution of another step are not shown as this one's", () => {
    const solved = reduceLab(begun, { type: "lab.solution", index: 0, text: ["ls"] });
    const gone = withRun(solved, aRun({ current: 1 }));
    expect(gone).toMatchObject({ step: null, solution: null });
    expect(reduceLab(gone, { type: "lab.step", step: aStep({ index: 0 }) }).step).toBeNull();
    expect(reduceLab(gone, { type: "lab.solution", index: 0, text: ["ls"] }).solution).toBeNull();
  });

  test("an answered quiz takes the place of the same quiz", () => {
    const asked = reduceLab(withRun(noLab), { type: "lab.step", step: aStep({ quizzes: [aQuiz()] }) });
    const answered = reduceLab(asked, { type: "lab.quiz", index: 0, quiz: aQuiz({ attempts: 1 }) });
    expect(answered.step?.quizzes[0]?.attempts).toBe(1);
  });
});

test.each([
  ["waits until the run is known", "wait", null],
  ["waits while something is done to the sandboxes", "wait", aRun({ busy: "Going back" })],
  ["is typed", "type", aRun()],
  [
    "is typed while the start scripts run",
    "type",
    aRun({ setup: { state: "running", message: "Preparing this lab for you" } }),
  ],
  ["is typed though they failed", "type", aRun({ setup: { state: "failed", message: "Too slow." } })],
  ["is dropped once its learner has gone on", "drop", aRun({ current: 1 })],
] as const)("a step's own command %s", (_when, decision, run) => {
  expect(decideForeground(0, run)).toBe(decision);
});

test("a lab comes to the front once, with the files that it opens", () => {
  const files = [{ node: "node1" as const, path: "/root/Dockerfile" }];
  const met = reduceLayout(emptyLayout, { type: "lab.met", files });
  expect(met).toMatchObject({ pane: "lab", labMet: true, activeFile: "node1:/root/Dockerfile" });
  const elsewhere = reduceLayout(met, { type: "pane.chosen", pane: "terminal" });
  expect(reduceLayout(elsewhere, { type: "lab.met", files })).toBe(elsewhere);
});

test("what a lab types by itself does not come in front of its text", () => {
  const id = TerminalId.parse("trm_aaaaaaaaaa");
  const reading = { ...emptyLayout, pane: "lab" as const };
  const typed = reduceLayout(reading, { type: "terminal.chosen", id, inPlace: true });
  expect(typed).toMatchObject({ activeTerminal: id, pane: "lab" });
  expect(reduceLayout(reading, { type: "terminal.chosen", id }).pane).toBe("terminal");
});

test("going to a lab that is hidden shows it", () => {
  const hidden = reduceLayout(emptyLayout, { type: "lab.shown", shown: false });
  expect(reduceLayout(hidden, { type: "pane.chosen", pane: "lab" }).labShown).toBe(true);
  expect(reduceLayout(hidden, { type: "pane.chosen", pane: "files" }).labShown).toBe(false);
});

describe("answers of a quiz", () => {
  const quiz = aQuiz({
    questions: [
      {
        id: "one",
        kind: "single",
        text: [],
        options: [
          { id: "a", text: [] },
          { id: "b", text: [] },
        ],
      },
      {
        id: "order",
        kind: "ordered",
        text: [],
        options: [
          { id: "x", text: [] },
          { id: "y", text: [] },
        ],
      },
      { id: "words", kind: "text", text: [], options: [] },
    ],
  });

  test("begin empty, an order as it was shuffled", () => {
    const answers = beginAnswers(quiz, {});
    expect(answers).toEqual({ one: [], order: ["x", "y"], words: "" });
    expect(unanswered(quiz, answers)).toBe(2);
  });

  test("come back from what was kept, but for what no longer fits", () => {
    expect(beginAnswers(quiz, { one: ["b"], order: ["y"], words: ["a"] })).toEqual({
      one: ["b"],
      order: ["x", "y"],
      words: "",
    });
  });

  test.each([
    ["a", 1, ["b", "a", "c"]],
    ["a", -1, ["a", "b", "c"]],
    ["c", -1, ["a", "c", "b"]],
    ["c", 1, ["a", "b", "c"]],
    ["z", 1, ["a", "b", "c"]],
  ] as const)("%s moved by %i gives %j", (id, by, expected) => {
    expect(moveLine(["a", "b", "c"], id, by)).toEqual(expected);
  });
});

test.each([
  ["KeyC", "check"],
  ["KeyH", "hint"],
  ["KeyN", "next"],
  ["KeyB", "back"],
  ["KeyX", null],
])("Alt+Shift+%s does %s", (code, does) => {
  const key = { altKey: true, shiftKey: true, ctrlKey: false, metaKey: false, code };
  expect(decideLabKey(key)).toBe(does);
  expect(decideLabKey({ ...key, shiftKey: false })).toBeNull();
});
