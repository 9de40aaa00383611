-- AlterTable
ALTER TABLE "LabRun" ADD COLUMN     "savedStep" INTEGER,
ADD COLUMN     "usedAt" TIMESTAMP(3);

-- A state from before was kept where its run is.
UPDATE "LabRun" SET "savedStep" = "current" WHERE "savedTemplate" IS NOT NULL;

-- The newest moment that a run from before tells of.
UPDATE "LabRun" SET "usedAt" = GREATEST(
    "startedAt",
    "finishedAt",
    "activeSince",
    "savedAt",
    (SELECT MAX("passedAt") FROM "LabStepProgress" WHERE "runId" = "LabRun"."id"),
    (SELECT MAX("openedAt") FROM "LabQuizTry" WHERE "runId" = "LabRun"."id")
);

-- AlterTable
ALTER TABLE "LabRun" ALTER COLUMN "usedAt" SET NOT NULL;

-- CreateIndex
CREATE INDEX "LabRun_usedAt_idx" ON "LabRun"("usedAt");
