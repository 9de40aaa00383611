import { pino } from "pino";
import { describe, expect, it } from "vitest";
import { AppError } from "../../../../runtime/common/app-error.ts";
import type { LabPageView, LabPrintView, Problem, SessionId } from "../../../../runtime/protocol/index.ts";
import type { Lab, LabSource } from "../../../../server/labs/model/lab.ts";
import { plainStep } from "../../../../server/labs/model/plain-step.ts";
import type { Quiz } from "../../../../server/labs/model/quiz.ts";
import { createTextRenderer } from "../../../../server/labs/rendering/text-renderer.ts";
import { createCheckRunner } from "../../../../server/labs/runs/checks/check-runner.ts";
import { createLabTexts, type LabTexts } from "../../../../server/labs/runs/pages/lab-texts.ts";
import { createQuizDesk } from "../../../../server/labs/runs/pages/quiz-desk.ts";
import { createStepPages } from "../../../../server/labs/runs/pages/step-pages.ts";
import { createRunBook, type LiveRun } from "../../../../server/labs/runs/run-book.ts";
import type { RunRepository } from "../../../../server/labs/runs/run-repository.ts";
import { createLabWorld, SMALL_LAB } from "../../../support/lab-world.ts";
import { aLab } from "../library/a-lab.ts";
import { refusal } from "../sources/refusal.ts";

const REFUSED = "lab.text-refused: This text takes too long to be shown.";
const log = pino({ level: "silent" });
const source = (markdown: string): LabSource => ({ markdown, file: "lab.md", lineOffset: 0 });

/** Renders whatever it is given, but refuses what says so, until it is told not to. */
function someTexts() {
  const control = { refuses: true };
  const render = async (_run: LiveRun, { markdown }: LabSource) => {
    if (control.refuses && markdown === "slow") throw new AppError("lab.text-refused");
    return { text: [markdown], quizzes: [] };
  };
  const texts = { ofRun: render, ofSandbox: render } as unknown as LabTexts;
  return { control, texts };
}

const STEP = plainStep("A step", source("Text"));

function aRun(step: Partial<Lab["steps"][number]>) {
  const book = createRunBook({
    repository: { save: async () => undefined } as unknown as RunRepository,
    now: Date.now,
  });
  const lab = aLab({ steps: [{ ...STEP, ...step }] });
  const record = {
    current: 0,
    language: lab.language,
    quizzes: [],
    steps: [{ state: "reached", hintsShown: 0 }],
  };
  const run = book.add(record as unknown as LiveRun["record"], "ses_1" as SessionId, lab);
  return { book, run };
}

describe("a text that cannot be shown in time", () => {
  it("of a hint's script is refused once, and the step's page is there without it", async () => {
    const { texts } = someTexts();
    const { book, run } = aRun({});
    run.hintsSaid.set(0, source("slow"));
    const quizzes = createQuizDesk({ texts, book, now: Date.now });
    const pages = createStepPages({ texts, quizzes, fill: (_run, text) => text });
    expect(await refusal(() => pages.step(run, 0))).toBe(REFUSED);
    expect(await pages.step(run, 0)).toMatchObject({ text: ["Text"], hints: [] });
  });

  it("is asked for its quizzes again when it can be shown", async () => {
    const { texts, control } = someTexts();
    const { book, run } = aRun({ text: source("slow") });
    const quizzes = createQuizDesk({ texts, book, now: Date.now });
    expect(await refusal(() => quizzes.required(run, 0))).toBe(REFUSED);
    control.refuses = false;
    expect(await quizzes.required(run, 0)).toEqual([]);
  });

  it("of a check's hint leaves the check judged, and says so in its place", async () => {
    const { texts } = someTexts();
    const script = { text: "false", file: "lab.md", node: "node1" as const, timeoutMs: 1000 };
    const check = { id: "a", looksAt: "it", script, passLine: null, hint: source("slow") };
    const { book, run } = aRun({ checks: [check] });
    const checks = createCheckRunner({
      book,
      texts,
      runScript: async () => ({ exitCode: 1, output: "", truncated: false, timedOut: false, flooded: false }),
      requiredQuizzes: async () => [],
      now: Date.now,
      log,
    });
    await checks.check(run);
    expect(run.checks).toMatchObject([
      { state: "failed", hint: [{ tag: "p", children: ["This text takes too long to be shown."] }] },
    ]);
  });
});

it("a quiz of more text than one page can show is refused", async () => {
  const { run } = aRun({});
  const texts = createLabTexts({
    renderer: { render: async ({ source }) => ({ text: [source.markdown.repeat(1000)], quizzes: [] }) },
    addressesOf: () => ({ previewUrl: () => null, previewPattern: () => null, address: () => null }),
    isOfTheHouse: () => false,
  });
  const question = (id: number) => ({
    id: `q${id}`,
    kind: "text" as const,
    text: source("word ".repeat(400)),
    explanation: null,
    answers: ["x"],
  });
  const quizOf = (questions: number) =>
    ({
      ...{ id: "quiz", title: "Quiz", timeLimitSeconds: null, required: false },
      questions: Array.from({ length: questions }, (_, at) => question(at)),
    }) as unknown as Quiz;
  const fresh = { seed: "s", openedAtMs: null, attempts: 0, mark: null };
  expect((await texts.quiz(run, quizOf(5), fresh)).questions).toHaveLength(5);
  expect(await refusal(() => texts.quiz(run, quizOf(10), fresh))).toBe(
    "lab.text-refused: This page has more text than can be shown at once.",
  );
});

it("a lab of more text than one page can show is not printed, and the house's others are", async () => {
  const step = `---\ntitle: Code\n---\n\`\`\`\n${"a\n".repeat(3900)}\`\`\`\n`;
  const steps = Array.from({ length: 16 }, (_, at) => [`huge/steps/${10 + at}-code.md`, step] as const);
  const huge = { "huge/lab.md": "---\ntitle: Huge\nsummary: S.\n---\nHi.\n", ...Object.fromEntries(steps) };
  const world = await createLabWorld({ ...SMALL_LAB, ...huge });
  try {
    const { browser } = world.someone();
    const answer = await browser.fetch("/api/labs/huge/print");
    expect(answer.status).toBe(422);
    expect((await answer.json()) as Problem).toMatchObject({
      code: "lab.text-refused",
      detail: "This page has more text than can be shown at once.",
    });
    const small = (await (await browser.fetch("/api/labs/small/print")).json()) as LabPrintView;
    expect(small.title).toBe("A small lab");
  } finally {
    await world.close();
  }
});

it("whoever looks at a lab whose text is slow to show waits alone", async () => {
  const slow = "*a* *b* *c* *d* *e*\n\n".repeat(1900);
  const intro = `---\ntitle: Slow\nsummary: S.\n---\n${slow}`;
  const labs = { ...SMALL_LAB, "slow/lab.md": intro, "slow/steps/01-a.md": "---\ntitle: A\n---\nHi.\n" };
  const world = await createLabWorld(labs, {}, createTextRenderer);
  try {
    const { browser } = world.someone();
    await browser.fetch("/api/labs");
    const ends: string[] = [];
    const page = browser.fetch("/api/labs/slow").finally(() => ends.push("the page"));
    for (let at = 1; at <= 20; at++) {
      expect((await browser.fetch("/api/health")).status).toBe(200);
      ends.push(`answer ${at}`);
    }
    expect(((await (await page).json()) as LabPageView).title).toBe("Slow");
    expect(ends.indexOf("the page")).toBe(20);
  } finally {
    await world.close();
  }
});
