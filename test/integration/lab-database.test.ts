import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { newLearnerId, newRunId, newSessionId } from "../../runtime/common/ids.ts";
import type { OpenDatabase } from "../../server/db/database.ts";
import { openDatabase } from "../../server/db/open-database.ts";
import { type RunRecord, untouchedStep } from "../../server/labs/runs/run-record.ts";
import { createRunRepository, type RunRepository } from "../../server/labs/runs/run-repository.ts";
import { createTestDatabases } from "../support/test-databases.ts";

const { databases, close } = createTestDatabases();
afterAll(close);

const aRun = (change: Partial<RunRecord> = {}): RunRecord => ({
  id: newRunId(),
  learnerId: newLearnerId(),
  slug: "small",
  digest: "d".repeat(64),
  language: "de",
  current: 1,
  variables: { who: "Ada \u{1F4A1}" },
  setupState: "done",
  setupMessage: "",
  startedAtMs: 1_700_000_000_123,
  finishedAtMs: null,
  elapsedSeconds: 61,
  activeSinceMs: 1_700_000_100_456,
  sessionId: newSessionId(),
  saved: { template: "run-a", atMs: 1_700_000_200_789, step: 1 },
  usedAtMs: 1_700_000_300_321,
  steps: [
    { ...untouchedStep(), state: "passed", entered: true, passedAtMs: 1_700_000_050_000, snapshot: "step-0" },
    { ...untouchedStep(), state: "reached", entered: true, hintsShown: 2, solutionShown: true },
    untouchedStep(),
  ],
  quizzes: [
    { step: 0, quizId: "quiz", openedAtMs: 1_700_000_010_000, attempts: 0, mark: null },
    {
      step: 1,
      quizId: "quiz",
      openedAtMs: null,
      attempts: 2,
      mark: {
        score: 1,
        total: 2,
        late: false,
        passed: false,
        answers: [
          { questionId: "q1", correct: true, given: ["a", "b"] },
          { questionId: "q2", correct: false, given: null },
        ],
      },
    },
  ],
  ...change,
});

describe.each(databases)("runs of labs in %s", (_name, newUrl) => {
  let url: string;
  let opened: OpenDatabase;
  let runs: RunRepository;
  beforeEach(async () => {
    url = await newUrl();
    opened = await openDatabase(url);
    runs = createRunRepository({ database: opened.database });
  });
  afterEach(() => opened.close());

  it("come back as they were kept, and as they were kept again", async () => {
    const run = aRun();
    await runs.save(run);
    expect(await runs.find(run.learnerId, "small")).toEqual(run);
    const later = {
      ...run,
      current: 2,
      sessionId: null,
      saved: null,
      quizzes: run.quizzes.slice(1),
      steps: run.steps.slice(0, 2),
    };
    await Promise.all([runs.save(run), runs.save(later)]);
    expect(await runs.find(run.learnerId, "small")).toEqual(later);
  });

  it("are one for a learner and a lab", async () => {
    const run = aRun();
    await runs.save(run);
    await expect(runs.save(aRun({ learnerId: run.learnerId }))).rejects.toThrow();
    await runs.save(aRun({ learnerId: run.learnerId, slug: "other" }));
    expect(await runs.findOf(run.learnerId)).toHaveLength(2);
    expect(await runs.find(newLearnerId(), "small")).toBeUndefined();
  });

  it("are found by what holds them, and go whole", async () => {
    const [held, resting] = [
      aRun(),
      aRun({ sessionId: null, saved: { template: "run-b", atMs: 1, step: 0 } }),
    ];
    await Promise.all([runs.save(held), runs.save(resting)]);
    expect((await runs.findHeld()).map(({ id }) => id)).toEqual([held.id]);
    expect(await runs.findSaved()).toHaveLength(2);
    await runs.forgetSaved("run-b");
    expect((await runs.find(resting.learnerId, "small"))?.saved).toBeNull();
    await runs.remove(held);
    expect(await runs.findHeld()).toEqual([]);
  });

  it("go with all that is theirs when nobody used them, the oldest first, and never while a session holds them", async () => {
    const resting = (usedAtMs: number) => aRun({ sessionId: null, usedAtMs });
    const [oldest, old, recent, held] = [resting(1000), resting(2000), resting(3000), aRun({ usedAtMs: 1 })];
    for (const run of [old, held, recent, oldest]) await runs.save(run);
    const left = async () => (await opened.database.labRun.findMany()).map(({ id }) => id).sort();
    expect(await runs.removeUnused(3000, 1)).toBe(1);
    expect(await left()).toEqual([old.id, recent.id, held.id].sort());
    expect(await runs.removeUnused(3000, 5)).toBe(1);
    expect(await runs.removeUnused(3000, 5)).toBe(0);
    expect(await left()).toEqual([recent.id, held.id].sort());
    expect((await runs.find(held.learnerId, "small"))?.steps).toHaveLength(3);
    const ofGone = { where: { runId: { in: [oldest.id, old.id] } } };
    const { labStepProgress, labQuizTry } = opened.database;
    expect([await labStepProgress.count(ofGone), await labQuizTry.count(ofGone)]).toEqual([0, 0]);
  });

  it("from before they had a date of use are given the newest that they tell of, and stay whole", async () => {
    const before = { startedAtMs: 1000, activeSinceMs: null, sessionId: null, saved: null };
    const passed = { ...untouchedStep(), state: "passed" as const, passedAtMs: 7000 };
    const quiz = { step: 0, quizId: "quiz", openedAtMs: 8000, attempts: 0, mark: null };
    const told: [number, RunRecord][] = [
      [1000, aRun({ ...before, steps: [], quizzes: [] })],
      [5000, aRun({ ...before, finishedAtMs: 5000, steps: [], quizzes: [] })],
      [
        6000,
        aRun({
          ...before,
          current: 2,
          saved: { template: "run-c", atMs: 6000, step: 2 },
          steps: [],
          quizzes: [],
        }),
      ],
      [7000, aRun({ ...before, steps: [passed, untouchedStep()], quizzes: [] })],
      [8000, aRun({ ...before, steps: [passed], quizzes: [quiz] })],
      [9000, aRun({ ...before, activeSinceMs: 9000, steps: [passed], quizzes: [] })],
    ];
    for (const [, run] of told) await runs.save(run);
    for (const undo of [
      'DROP INDEX "LabRun_usedAt_idx"',
      'ALTER TABLE "LabRun" DROP COLUMN "usedAt"',
      'ALTER TABLE "LabRun" DROP COLUMN "savedStep"',
      `DELETE FROM "_prisma_migrations" WHERE migration_name = '0003-use-and-kept-step.sql'`,
    ])
      await opened.database.$executeRawUnsafe(undo);
    await opened.close();
    opened = await openDatabase(url);
    runs = createRunRepository({ database: opened.database });
    for (const [usedAtMs, run] of told)
      expect(await runs.find(run.learnerId, "small")).toEqual({ ...run, usedAtMs });
    expect(await runs.removeUnused(6500, 10)).toBe(3);
  });

  it("remember when a template was used", async () => {
    await runs.noteTemplateUse("tpl-lab-a", 1000);
    await runs.noteTemplateUse("tpl-lab-a", 2000);
    expect([...(await runs.templateUses())]).toEqual([["tpl-lab-a", 2000]]);
    await runs.forgetTemplate("tpl-lab-a");
    expect((await runs.templateUses()).size).toBe(0);
  });
});
