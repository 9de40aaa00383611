import { z } from "zod";
import type { Prisma } from "../../../prisma/generated/sqlite/client.ts";
import { createTurns } from "../../../runtime/common/turns.ts";
import { LabStepState, type LearnerId, QuizAnswer, type SessionId } from "../../../runtime/protocol/index.ts";
import type { Database } from "../../db/database.ts";
import type { QuizMark } from "../quizzes/mark-quiz.ts";
import { type RunRecord, type SetupState, untouchedStep } from "./run-record.ts";

const include = { steps: true, quizzes: true } as const satisfies Prisma.LabRunInclude;
type Row = Prisma.LabRunGetPayload<{ include: typeof include }>;

const Variables = z.record(z.string(), z.string());
const Mark: z.ZodType<QuizMark> = z.object({
  score: z.int(),
  total: z.int(),
  late: z.boolean(),
  passed: z.boolean(),
  answers: z.array(z.object({ questionId: z.string(), correct: z.boolean(), given: QuizAnswer.nullable() })),
});
const date = (ms: number | null) => (ms === null ? null : new Date(ms));
const readJson = <Value>(schema: z.ZodType<Value>, text: string | null): Value | null => {
  if (text === null) return null;
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    // Written by an older Slipway: what cannot be read any longer is as if it were not there.
    return null;
  }
};

function toRecord(row: Row): RunRecord {
  const steps: RunRecord["steps"] = [];
  for (const one of row.steps) {
    steps[one.position] = {
      state: LabStepState.catch("ahead").parse(one.state),
      entered: one.entered,
      passedAtMs: one.passedAt?.getTime() ?? null,
      hintsShown: one.hintsShown,
      solutionShown: one.solutionShown,
      snapshot: one.snapshot,
    };
  }
  return {
    id: row.id,
    learnerId: row.learnerId as LearnerId,
    slug: row.slug,
    digest: row.digest,
    language: row.language,
    current: row.current,
    variables: readJson(Variables, row.variables) ?? {},
    setupState: row.setupState as SetupState,
    setupMessage: row.setupMessage,
    startedAtMs: row.startedAt.getTime(),
    finishedAtMs: row.finishedAt?.getTime() ?? null,
    elapsedSeconds: row.elapsedSeconds,
    activeSinceMs: row.activeSince?.getTime() ?? null,
    sessionId: row.sessionId as SessionId | null,
    saved:
      row.savedTemplate === null
        ? null
        : { template: row.savedTemplate, atMs: row.savedAt?.getTime() ?? 0, step: row.savedStep ?? 0 },
    usedAtMs: row.usedAt.getTime(),
    steps: Array.from(steps, (one) => one ?? untouchedStep()),
    quizzes: row.quizzes.map((one) => ({
      step: one.position,
      quizId: one.quizId,
      openedAtMs: one.openedAt?.getTime() ?? null,
      attempts: one.attempts,
      mark: readJson(Mark, one.result),
    })),
  };
}

const runFields = (run: RunRecord) => ({
  digest: run.digest,
  language: run.language,
  current: run.current,
  variables: JSON.stringify(run.variables),
  setupState: run.setupState,
  setupMessage: run.setupMessage,
  startedAt: new Date(run.startedAtMs),
  finishedAt: date(run.finishedAtMs),
  elapsedSeconds: run.elapsedSeconds,
  activeSince: date(run.activeSinceMs),
  sessionId: run.sessionId,
  savedTemplate: run.saved?.template ?? null,
  savedAt: date(run.saved?.atMs ?? null),
  savedStep: run.saved?.step ?? null,
  usedAt: new Date(run.usedAtMs),
});
const stepFields = (step: RunRecord["steps"][number]) => ({
  state: step.state,
  entered: step.entered,
  passedAt: date(step.passedAtMs),
  hintsShown: step.hintsShown,
  solutionShown: step.solutionShown,
  snapshot: step.snapshot,
});
const quizFields = (quiz: RunRecord["quizzes"][number]) => ({
  openedAt: date(quiz.openedAtMs),
  attempts: quiz.attempts,
  result: quiz.mark === null ? null : JSON.stringify(quiz.mark),
});

/** Where runs of labs are kept. Every call is on disk when it resolves; the writes of one run take their turns. */
export function createRunRepository({ database }: { database: Database }) {
  const inTurn = createTurns<string>();
  return {
    /** The run as it is now, whole: what is not in it any longer goes. */
    save(run: RunRecord): Promise<void> {
      const { id, learnerId, slug } = run;
      const fields = runFields(run);
      const steps = run.steps.map((step, position) => ({ position, ...stepFields(step) }));
      const quizzes = run.quizzes.map((quiz) => ({
        position: quiz.step,
        quizId: quiz.quizId,
        ...quizFields(quiz),
      }));
      return inTurn(id, async () => {
        const where = { runId: id };
        await database.$transaction([
          database.labRun.upsert({
            where: { id },
            create: { id, learnerId, slug, ...fields },
            update: fields,
          }),
          database.labStepProgress.deleteMany({ where }),
          database.labStepProgress.createMany({ data: steps.map((step) => ({ ...where, ...step })) }),
          database.labQuizTry.deleteMany({ where }),
          database.labQuizTry.createMany({ data: quizzes.map((quiz) => ({ ...where, ...quiz })) }),
        ]);
      });
    },
    async find(learnerId: LearnerId, slug: string): Promise<RunRecord | undefined> {
      const where = { learnerId_slug: { learnerId, slug } };
      const row = await database.labRun.findUnique({ where, include });
      return row ? toRecord(row) : undefined;
    },
    /** All of a learner's. */
    async findOf(learnerId: LearnerId): Promise<RunRecord[]> {
      return (await database.labRun.findMany({ where: { learnerId }, include })).map(toRecord);
    },
    /** Those that a session holds, as far as is known. */
    async findHeld(): Promise<RunRecord[]> {
      return (await database.labRun.findMany({ where: { sessionId: { not: null } }, include })).map(toRecord);
    },
    /** Those whose last sandbox is kept. */
    async findSaved(): Promise<RunRecord[]> {
      const rows = await database.labRun.findMany({ where: { savedTemplate: { not: null } }, include });
      return rows.map(toRecord);
    },
    remove(run: RunRecord): Promise<void> {
      return inTurn(run.id, async () => {
        await database.labRun.deleteMany({ where: { id: run.id } });
      });
    },
    /** Removes runs that no session holds and that were last used before `beforeMs`: the oldest, `most` of them. Answers how many went. */
    async removeUnused(beforeMs: number, most: number): Promise<number> {
      const where = { sessionId: null, usedAt: { lt: new Date(beforeMs) } };
      const oldest = await database.labRun.findMany({
        where,
        select: { id: true },
        orderBy: { usedAt: "asc" },
        take: most,
      });
      if (oldest.length === 0) return 0;
      // All of it is asked again: its learner may have gone on with one meanwhile.
      const { count } = await database.labRun.deleteMany({
        where: { ...where, id: { in: oldest.map(({ id }) => id) } },
      });
      return count;
    },
    /** What was kept under this name is gone. */
    async forgetSaved(template: string): Promise<void> {
      const data = { savedTemplate: null, savedAt: null, savedStep: null };
      await database.labRun.updateMany({ where: { savedTemplate: template }, data });
    },
    async noteTemplateUse(name: string, atMs: number): Promise<void> {
      const usedAt = new Date(atMs);
      await database.labTemplate.upsert({ where: { name }, create: { name, usedAt }, update: { usedAt } });
    },
    async templateUses(): Promise<Map<string, number>> {
      const rows = await database.labTemplate.findMany();
      return new Map(rows.map(({ name, usedAt }) => [name, usedAt.getTime()]));
    },
    async forgetTemplate(name: string): Promise<void> {
      await database.labTemplate.deleteMany({ where: { name } });
    },
  };
}

export type RunRepository = ReturnType<typeof createRunRepository>;
