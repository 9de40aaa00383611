import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { LabCard, LabPageView, QuizView } from "../../../../runtime/protocol/index.ts";
import type { LabLearner } from "../../../support/lab-learner.ts";
import { createLabWorld, type LabWorld, SMALL_LAB } from "../../../support/lab-world.ts";

const QUIZ_LAB = {
  "quizzes/lab.md":
    "---\ntitle: Questions\nsummary: S.\nlevel: beginner\nminutes: 5\ngoals: [To ask]\n---\nHello.\n",
  "quizzes/lab.de.md": "---\ntitle: Fragen\nsummary: S.\ngoals: [Fragen]\n---\nHallo.\n",
  "quizzes/steps/01-a.md": `---
title: A
checks: [{ looksAt: it, script: check-done }]
quiz:
  minutes: 1
  required: true
  questions: [{ ask: How many?, answer: forty-two }]
---
Text.
`,
};

let world: LabWorld;
let learner: LabLearner;
beforeEach(async () => {
  world = await createLabWorld({ ...SMALL_LAB, ...QUIZ_LAB });
  learner = world.someone();
});
afterEach(() => world.close());

const done = () => {
  world.scripts.ends["check-done"] = { output: "there it is" };
};
const missing = () => {
  world.scripts.ends["check-done"] = { exitCode: 1, output: "\u001b[31mno file\u001b[0m done" };
};

describe("a run", () => {
  it("begins at the first step, whose background script has run and whose beginning is kept", async () => {
    const id = await learner.begin();
    expect(await learner.run(id)).toMatchObject({
      slug: "small",
      title: "A small lab",
      current: 0,
      setup: { state: "none" },
      variables: { who: "nobody" },
      nodes: ["node1"],
      outdated: false,
      finished: false,
    });
    await vi.waitFor(() => expect(world.scripts.ran).toContain("first-background"));
  });

  it("says what a check found, with its hint, and passes the step when all is right", async () => {
    const id = await learner.begin();
    missing();
    const failed = await learner.post(id, "check");
    expect(failed.checks).toMatchObject([
      { state: "failed", found: "no file done", looksAt: "the file done" },
    ]);
    expect(JSON.stringify(failed.checks[0]?.hint)).toContain("nobody");
    done();
    const passed = await learner.post(id, "check");
    expect(passed.checks).toMatchObject([{ state: "passed", found: "there it is", hint: [] }]);
    expect(passed.steps[0]?.state).toBe("passed");
  });

  it("skips a step that is left unproven, passes one with nothing to prove, and ends on the finish page", async () => {
    const id = await learner.begin();
    missing();
    await learner.post(id, "enter", { index: 1 });
    await learner.post(id, "enter", { index: 2 });
    const finished = await learner.post(id, "enter", { index: 3 });
    expect(finished.steps.map(({ state }) => state)).toEqual(["skipped", "passed", "skipped"]);
    expect(finished).toMatchObject({ current: 3, finished: true, checks: [] });
    expect(await learner.step(id, 3)).toMatchObject({ index: 3, quizzes: [], foreground: null });
  });

  it("shows hints one after another, and the solution when it is asked for", async () => {
    const id = await learner.begin();
    expect(await learner.step(id, 0)).toMatchObject({ hints: [], hintCount: 2, hasSolution: true });
    for (const count of [1, 2, 2]) {
      expect((await learner.post<{ hints: unknown[] }>(id, "hint")).hints).toHaveLength(count);
    }
    expect(JSON.stringify(await learner.post(id, "solution"))).toContain("touch");
  });

  it("marks a quiz, and counts its score", async () => {
    const id = await learner.begin();
    const [quiz] = (await learner.step(id, 0)).quizzes;
    const [question] = quiz?.questions ?? [];
    const right = question?.options.find(({ text }) => JSON.stringify(text).includes("Yes"))?.id;
    const answer = (given: (string | undefined)[]) =>
      learner.post(id, `quizzes/${quiz?.id}/answer`, { [question?.id ?? ""]: given });
    expect(await answer(["nonsense"])).toMatchObject({ attempts: 1, result: { score: 0, total: 1 } });
    expect(await answer([right])).toMatchObject({ attempts: 2, result: { score: 1, total: 1 } });
    expect((await learner.run(id)).score).toEqual({ right: 1, total: 1 });
  });

  it("passes a step only when a required quiz is right too, in the time allowed", async () => {
    const id = await learner.begin("quizzes");
    done();
    expect((await learner.post(id, "check")).steps[0]?.state).toBe("reached");
    const [quiz] = (await learner.step(id, 0)).quizzes;
    const answers = { [quiz?.questions[0]?.id ?? ""]: " Forty-Two " };
    await expect(learner.post(id, `quizzes/${quiz?.id}/answer`, answers)).rejects.toThrow("lab.quiz-closed");
    const open = () => learner.post<QuizView>(id, `quizzes/${quiz?.id}/open`);
    expect((await open()).endsAt).not.toBeNull();
    world.passTime(70_000);
    const late = await learner.post<QuizView>(id, `quizzes/${quiz?.id}/answer`, answers);
    expect(late).toMatchObject({ attempts: 1, endsAt: null, result: { late: true, score: 1 } });
    expect((await learner.run(id)).steps[0]?.state).toBe("reached");
    await open();
    await learner.post(id, `quizzes/${quiz?.id}/answer`, answers);
    expect((await learner.run(id)).steps[0]?.state).toBe("passed");
    await expect(learner.post(id, "quizzes/none/open")).rejects.toThrow("lab.no-quiz");
  });

  it("is read in the language that its learner chooses", async () => {
    const id = await learner.start("quizzes", { language: "de" });
    expect(await learner.run(id)).toMatchObject({ title: "Fragen", language: "de", languages: ["en", "de"] });
    expect(await learner.put(id, "language", { language: "en" })).toMatchObject({ title: "Questions" });
    await expect(learner.put(id, "language", { language: "fr" })).rejects.toThrow("input.invalid");
    const header = { headers: { "accept-language": "de-AT,en;q=0.5" } };
    const page = await learner.ask<LabPageView>("/api/labs/quizzes", header);
    expect(page).toMatchObject({ title: "Fragen", language: "de" });
  });

  it("refuses what is not its step, no snapshot and too much", async () => {
    const id = await learner.begin();
    await expect(learner.post(id, "enter", { index: 9 })).rejects.toThrow("no such step");
    await expect(learner.post(id, "enter", { index: -1 })).rejects.toThrow("400");
    await expect(learner.step(id, 9)).rejects.toThrow("no such step");
    const values = Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`v${index}`, ""]));
    await expect(learner.put(id, "variables", { values })).rejects.toThrow("at most 100");
    await expect(learner.put(id, "variables", { values: { "not a name": "" } })).rejects.toThrow("400");
    await expect(learner.start("no-such-lab")).rejects.toThrow("lab.not-found");
  });

  it("is checked sixty times a minute at most", async () => {
    const id = await learner.begin();
    const answers = await Promise.all(
      Array.from({ length: 61 }, () =>
        learner.browser.fetch(`/api/sessions/${id}/lab/check`, learner.json("POST", {})),
      ),
    );
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(1);
  });

  it("gives variables to the texts", async () => {
    const id = await learner.begin();
    await learner.put(id, "variables", { values: { who: "Ada" } });
    expect(JSON.stringify((await learner.step(id, 0)).text)).toContain("Ada");
  });

  it("is taken up, not begun again, by a second Start", async () => {
    await learner.browser.fetch("/api/labs");
    const [first, second] = await Promise.all([learner.start(), learner.start()]);
    expect(second).toBe(first);
    expect(world.driver.records.size).toBe(1);
  });

  it("is none in a session without a lab", async () => {
    const session = await learner.browser.start();
    const answer = await learner.browser.fetch(`/api/sessions/${session.id}/lab`);
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ code: "lab.none" });
  });
});

describe("going back", () => {
  it("restores the sandbox as it was, opens its terminals anew and gives up what came after", async () => {
    const id = await learner.begin();
    done();
    await learner.post(id, "check");
    await learner.post(id, "enter", { index: 1 });
    await learner.until(id, { steps: [{}, { canRestore: true }, {}] });
    world.scripts.ran.length = 0;
    const back = await learner.post(id, "restore", { index: 0 });
    expect(back).toMatchObject({
      current: 0,
      steps: [{ state: "reached", canRestore: true }, { state: "ahead", canRestore: false }, {}],
    });
    expect(back.checks).toMatchObject([{ state: "unknown" }]);
    expect(world.driver.saves.done.at(-1)).toMatch(/^restore sbx_\w+ step-0$/);
    const session = await learner.ask<{ terminals: { title: string; state: string }[] }>(
      `/api/sessions/${id}`,
    );
    expect(session.terminals).toMatchObject([{ title: "Terminal 1", state: "open" }]);
    await vi.waitFor(() => expect(world.scripts.ran).toContain("first-background"));
  });

  it("is refused for a step that was not reached", async () => {
    const id = await learner.begin();
    await expect(learner.post(id, "restore", { index: 2 })).rejects.toThrow("lab.no-snapshot");
  });

  it("leaves the learner where they were when the machines fail", async () => {
    const id = await learner.begin();
    await learner.post(id, "enter", { index: 1 });
    await learner.until(id, { steps: [{}, { canRestore: true }, {}] });
    world.driver.saves.failNext = true;
    await expect(learner.post(id, "restore", { index: 0 })).rejects.toThrow("sandbox.failed");
    expect(await learner.run(id)).toMatchObject({
      current: 1,
      busy: null,
      steps: [{}, { state: "reached" }, {}],
    });
  });

  it("goes on without a snapshot that could not be taken", async () => {
    world.driver.saves.failNext = true;
    const id = await learner.start();
    await vi.waitFor(() => expect(world.scripts.ran).toContain("first-background"));
    expect(await learner.run(id)).toMatchObject({
      steps: [{ state: "reached", canRestore: false }, {}, {}],
      busy: null,
    });
  });
});

describe("sessions and runs", () => {
  it("keep the sandbox when the session ends, and go on with it in a new one", async () => {
    const id = await learner.begin();
    await learner.post(id, "enter", { index: 1 });
    await learner.until(id, { steps: [{}, { canRestore: true }, {}] });
    await learner.end(id);
    await vi.waitFor(() => expect(world.driver.saves.listTemplates()).toHaveLength(1));
    const progress = async () => {
      const cards = await learner.ask<LabCard[]>("/api/labs");
      return cards.find(({ slug }) => slug === "small")?.progress;
    };
    await vi.waitFor(async () =>
      expect(await progress()).toEqual({ state: "begun", passedSteps: 0, sessionId: null, canResume: true }),
    );
    world.scripts.ran.length = 0;
    const again = await learner.start();
    expect(again).not.toBe(id);
    await learner.until(again, {
      current: 1,
      steps: [{ state: "skipped", canRestore: false }, { canRestore: true }, {}],
    });
    expect(world.scripts.ran).not.toContain("first-background");
  });

  it("wait for the last session's end when Start is pressed at once", async () => {
    const id = await learner.begin();
    await learner.post(id, "enter", { index: 1 });
    await learner.end(id);
    const again = await learner.start();
    await learner.until(again, { current: 1 });
  });

  it("forget all when asked to start over", async () => {
    const id = await learner.begin();
    await learner.post(id, "enter", { index: 1 });
    const again = await learner.start("small", { mode: "restart" });
    expect(again).not.toBe(id);
    await learner.until(again, { current: 0, steps: [{ state: "reached" }, { state: "ahead" }, {}] });
    await vi.waitFor(() => expect(world.driver.records.size).toBe(1));
    expect(world.driver.saves.listTemplates()).toEqual([]);
  });

  it("survive a restart of the server", async () => {
    const id = await learner.begin();
    done();
    await learner.post(id, "check");
    await learner.post(id, "hint");
    await learner.post(id, "enter", { index: 1 });
    await learner.until(id, { steps: [{}, { canRestore: true }, {}], busy: null });
    const again = await world.restart(learner.browser);
    expect(await again.run(id)).toMatchObject({
      current: 1,
      steps: [
        { state: "passed", canRestore: true },
        { state: "reached", canRestore: true },
        { state: "ahead" },
      ],
    });
    expect((await again.step(id, 0)).hints).toHaveLength(1);
    expect(await again.post(id, "restore", { index: 0 })).toMatchObject({ current: 0 });
  });

  it("show another browser nothing", async () => {
    const id = await learner.begin();
    const stranger = world.someone();
    await stranger.browser.fetch("/api/labs");
    const answer = await stranger.browser.fetch(`/api/sessions/${id}/lab`);
    expect(answer.status).toBe(403);
  });
});

describe("checks by themselves", () => {
  const engineEvent = (action: string) => {
    const [sandboxId] = world.driver.records.keys();
    if (!sandboxId) throw new Error("no sandbox");
    world.fakes.agent.control.emit({
      type: "engine.event",
      sandboxId,
      kind: "container",
      action,
      id: "a",
      name: null,
    });
  };
  const checked = () => world.scripts.ran.filter((text) => text === "check-done").length;

  it("follow the engine while a page is there, and pass the step without a press", async () => {
    const id = await learner.begin();
    missing();
    engineEvent("start");
    await new Promise((resolve) => setTimeout(resolve, 2500));
    expect(checked()).toBe(0);
    const page = learner.page(id);
    await vi.waitFor(() => expect(checked()).toBe(1), { timeout: 8000 });
    await new Promise((resolve) => setTimeout(resolve, 1200));
    // Nothing was done yet that could be wrong.
    expect(page.told.at(-1)?.checks[0]).toMatchObject({ state: "unknown", hint: [] });
    engineEvent("start");
    await vi.waitFor(() => expect(page.told.at(-1)?.checks[0]?.state).toBe("failed"), { timeout: 8000 });
    await new Promise((resolve) => setTimeout(resolve, 1200));
    done();
    engineEvent("start");
    await vi.waitFor(() => expect(page.told.at(-1)?.steps[0]?.state).toBe("passed"), { timeout: 8000 });
    page.close();
  });

  it("pass a step that was proven while no page was there", async () => {
    const id = await learner.begin();
    const page = learner.page(id);
    await vi.waitFor(() => expect(page.told.at(-1)?.steps[0]?.state).toBe("passed"), { timeout: 8000 });
    page.close();
  });
});
