import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type QuizAnswers, QuizView } from "../../../../runtime/protocol/index.ts";
import { createLabRenderer } from "../../../../server/labs/markdown/render-text.ts";
import type { LabSource } from "../../../../server/labs/model/lab.ts";
import type { Quiz, QuizQuestion } from "../../../../server/labs/model/quiz.ts";
import { markQuiz } from "../../../../server/labs/quizzes/mark-quiz.ts";
import { renderQuizView } from "../../../../server/labs/quizzes/render-quiz-view.ts";
import { acceptsText, patternFault } from "../../../../server/labs/quizzes/text-answer.ts";
import { viewQuiz } from "../../../../server/labs/quizzes/view-quiz.ts";

const words = (markdown: string): LabSource => ({ markdown, file: "steps/01.md", lineOffset: 3 });

const single: QuizQuestion = {
  id: "q1",
  kind: "single",
  text: words("What does `docker run` start from?"),
  explanation: words("A container is *always* made from an image."),
  options: [
    { id: "1", text: words("an image"), correct: true },
    { id: "2", text: words("another container"), correct: false },
  ],
};
const several: QuizQuestion = {
  id: "q2",
  kind: "several",
  text: words("Which are instructions?"),
  explanation: words("There is no INSTALL."),
  options: [
    { id: "1", text: words("COPY"), correct: true },
    { id: "2", text: words("INSTALL"), correct: false },
    { id: "3", text: words("EXPOSE"), correct: true },
  ],
};
const ordered = (...lines: string[]): QuizQuestion => ({
  id: "q3",
  kind: "ordered",
  text: words("Put the life of a container in order."),
  explanation: null,
  options: lines.map((line, at) => ({ id: String(at + 1), text: words(line) })),
});
const life = ordered("create", "start", "stop", "rm");
const free: QuizQuestion = {
  id: "q4",
  kind: "text",
  text: words("List the images."),
  explanation: null,
  accept: [
    { kind: "exact", value: "docker images" },
    { kind: "pattern", value: "^docker image (ls|list)$" },
  ],
};

const aQuiz = (given: Partial<Quiz> = {}): Quiz => ({
  id: "quiz",
  title: "Quiz",
  questions: [single, several, life, free],
  timeLimitSeconds: null,
  required: false,
  ...given,
});
const seed = "run-1";
const fresh = { seed, openedAtMs: null, attempts: 0, mark: null };
const aTry = { seed, openedAtMs: null, answeredAtMs: 1_000_000 };
/** What a learner who knows the lines sends. */
const inOrder = (question: QuizQuestion, lines: string[], of = seed) => {
  const [shown] = viewQuiz(aQuiz({ questions: [question] }), { ...fresh, seed: of }).questions;
  return lines.map((line) => shown?.options.find(({ text }) => text.markdown === line)?.id ?? "?");
};

describe("marking", () => {
  it.each([
    [single, ["1"], true],
    [single, ["2"], false],
    [single, ["1", "2"], false],
    [single, ["9"], false],
    [single, "1", false],
    [several, ["3", "1"], true],
    [several, ["1", "1", "3"], true],
    [several, ["1"], false],
    [several, ["1", "2", "3"], false],
    [life, inOrder(life, ["create", "start", "stop", "rm"]), true],
    [life, inOrder(life, ["start", "create", "stop", "rm"]), false],
    [life, inOrder(life, ["create", "start", "stop"]), false],
    [life, inOrder(life, ["create", "create", "start", "stop", "rm"]), false],
    [life, ["1", "2", "3", "4"], false],
    [free, "docker images", true],
    [free, "  Docker   IMAGES ", true],
    [free, "docker image ls", true],
    [free, "DOCKER IMAGE LIST\n", true],
    [free, "sudo docker image ls", false],
    [free, ["docker images"], false],
  ])("%# gives an answer its due", (question, given, correct) => {
    const mark = markQuiz(aQuiz({ questions: [question] }), { [question.id]: given }, aTry);
    expect(mark).toMatchObject({ score: correct ? 1 : 0, total: 1, passed: correct });
    expect(mark.answers).toEqual([{ questionId: question.id, correct, given }]);
  });

  it.each([[undefined], [[]], [""], ["  "]])("takes %j for no answer", (given) => {
    const answers: QuizAnswers = given === undefined ? {} : { q1: given };
    const mark = markQuiz(aQuiz({ questions: [single] }), answers, aTry);
    expect(mark.answers).toEqual([{ questionId: "q1", correct: false, given: null }]);
  });

  it("ignores answers to questions that are not there", () => {
    const mark = markQuiz(aQuiz(), { q1: ["1"], other: ["1"], __proto__: ["1"] }, aTry);
    expect(mark).toMatchObject({ score: 1, total: 4, passed: false });
  });

  it("lets lines that read the same stand for each other", () => {
    const twice = ordered("a", "b", "a");
    const [x, y, z] = viewQuiz(aQuiz({ questions: [twice] }), fresh).questions[0]?.options ?? [];
    const as = [x, y, z].filter((line) => line?.text.markdown === "a").map((line) => line?.id ?? "");
    const b = [x, y, z].find((line) => line?.text.markdown === "b")?.id ?? "";
    for (const given of [
      [as[0] ?? "", b, as[1] ?? ""],
      [as[1] ?? "", b, as[0] ?? ""],
    ])
      expect(markQuiz(aQuiz({ questions: [twice] }), { q3: given }, aTry).score).toBe(1);
  });

  it.each([
    [null, 0, 1_000_000, false],
    [60, 1_000_000, 1_060_000, false],
    [60, 1_000_000, 1_064_000, false],
    [60, 1_000_000, 1_066_000, true],
    [60, null, 1_000_000, true],
  ])(
    "with %j s allowed, opened at %j and answered at %j, late is %j",
    (timeLimitSeconds, openedAtMs, answeredAtMs, late) => {
      const quiz = aQuiz({ questions: [single], timeLimitSeconds });
      const mark = markQuiz(quiz, { q1: ["1"] }, { seed, openedAtMs, answeredAtMs });
      expect(mark).toMatchObject({ late, score: 1, passed: !late });
    },
  );
});

describe("free text", () => {
  it.each([
    ["contains", "ps", "docker PS -a", true],
    ["contains", "ps", "docker run", false],
    ["contains", "  ", "anything", false],
    ["exact", "É", "e\u0301", true],
    ["pattern", "\\d+", "about 15 layers", true],
    ["pattern", "(", "(", false],
  ] as const)("%s %j against %j is %j", (kind, value, given, accepted) => {
    expect(acceptsText([{ kind, value }], given)).toBe(accepted);
  });

  it("takes a pattern that would hang others in no time", () => {
    const beganMs = performance.now();
    expect(acceptsText([{ kind: "pattern", value: "^(a+)+$" }], `${"a".repeat(1990)}b`)).toBe(false);
    expect(performance.now() - beganMs).toBeLessThan(2000);
  });

  it.each([
    ["^docker", null],
    ["(", "The pattern is not valid in RE2's syntax."],
    ["(?=x)", "The pattern is not valid in RE2's syntax."],
    ["a".repeat(501), "The pattern is longer than 500 characters."],
  ])("says what is wrong with the pattern %j", (pattern, fault) => {
    expect(patternFault(pattern)).toBe(fault);
  });
});

describe("what a learner is told", () => {
  const lines = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 5 }), { minLength: 2, maxLength: 8 });
  it("has ordered lines mixed: all of them, the same for the same seed, never in the right order", () => {
    fc.assert(
      fc.property(lines, fc.string(), (right, of) => {
        const quiz = aQuiz({ questions: [ordered(...right)] });
        const shown = () =>
          viewQuiz(quiz, { ...fresh, seed: of }).questions[0]?.options.map(({ text }) => text.markdown) ?? [];
        expect(shown()).toEqual(shown());
        expect(shown().toSorted()).toEqual(right.toSorted());
        expect(shown()).not.toEqual(right);
      }),
    );
  });

  it("differs from run to run, and names of lines do not tell their places", () => {
    const orders = ["a", "b", "c", "d", "e"].map((of) =>
      inOrder(life, ["create", "start", "stop", "rm"], of).join(),
    );
    expect(new Set(orders).size).toBe(5);
    expect(orders.join()).toMatch(/^[0-9a-f,]+$/);
  });

  it("does not say which answers are right", () => {
    const told = JSON.stringify(viewQuiz(aQuiz(), fresh));
    expect(told).not.toMatch(/correct|accept|docker images|always|no INSTALL/);
  });

  it.each([
    [
      "of what is right, while something was not tried",
      { q1: ["1"], q2: ["1"] },
      [true, false, false, false],
    ],
    ["of nothing that is wrong, while something was not tried", { q1: ["2"] }, [false, false, false, false]],
    [
      "of all that has one, once all was tried",
      { q1: ["2"], q2: ["1"], q3: ["1"], q4: "x" },
      [true, true, false, false],
    ],
  ])("has the explanation %s", (_name, answers, explained) => {
    const mark = markQuiz(aQuiz(), answers, aTry);
    const { result } = viewQuiz(aQuiz(), { ...fresh, attempts: 1, mark });
    expect(result?.answers.map(({ explanation }) => explanation !== null)).toEqual(explained);
  });

  it("tells of a timed quiz how many questions it has, and what they are from its first opening on", () => {
    const timed = aQuiz({ timeLimitSeconds: 60 });
    const state = { seed: "run_1", openedAtMs: null, attempts: 0, mark: null };
    const told = (given: Partial<typeof state> | { openedAtMs: number }) =>
      JSON.stringify(viewQuiz(timed, { ...state, ...given }));
    expect(viewQuiz(timed, state).questions).toHaveLength(4);
    for (const word of ["docker run", "another container", "create"]) {
      expect(told({})).not.toContain(word);
      expect(told({ openedAtMs: 1 })).toContain(word);
    }
    const mark = markQuiz(timed, {}, { seed: "run_1", openedAtMs: 1, answeredAtMs: 2 });
    expect(JSON.stringify(viewQuiz(timed, { ...state, attempts: 1, mark }))).toContain("docker run");
  });

  it("leaves out answers to questions that the author took away", () => {
    const mark = markQuiz(aQuiz(), { q1: ["1"], q4: "x" }, aTry);
    const { result } = viewQuiz(aQuiz({ questions: [single] }), { ...fresh, attempts: 1, mark });
    expect(result?.answers.map(({ questionId }) => questionId)).toEqual(["q1"]);
  });

  it.each([
    [null, 0, null],
    [90, null, null],
    [90, 1_000_000, 1_090_000],
  ])("with %j s allowed and opened at %j, ends at %j", (timeLimitSeconds, openedAtMs, endsAtMs) => {
    expect(viewQuiz(aQuiz({ timeLimitSeconds }), { ...fresh, openedAtMs }).endsAtMs).toBe(endsAtMs);
  });

  it("is rendered as the page has it", async () => {
    const quiz = aQuiz({ timeLimitSeconds: 60, required: true });
    const mark = markQuiz(quiz, { q1: ["1"] }, { ...aTry, openedAtMs: 990_000 });
    const context = {
      dialect: "native" as const,
      assetUrl: () => null,
      variables: {},
      previewUrl: () => null,
      address: () => null,
    };
    const state = { seed, openedAtMs: 990_000, attempts: 1, mark };
    const renderer = createLabRenderer();
    const text = async (source: LabSource) => (await renderer.render(source, context)).text;
    const view = await renderQuizView(text, quiz, state);
    expect(QuizView.parse(view)).toEqual(view);
    expect(view.endsAt).toBe("1970-01-01T00:17:30.000Z");
    expect(view.questions[0]?.options).toEqual([
      { id: "1", text: ["an image"] },
      { id: "2", text: ["another container"] },
    ]);
    expect(view.result?.answers[0]?.explanation).toEqual([
      {
        tag: "p",
        children: ["A container is ", { tag: "em", children: ["always"] }, " made from an image."],
      },
    ]);
    expect(view.result).toMatchObject({ score: 1, total: 4, late: false });
  });
});
