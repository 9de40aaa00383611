-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_LabRun" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "learnerId" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "current" INTEGER NOT NULL,
    "variables" TEXT NOT NULL,
    "setupState" TEXT NOT NULL,
    "setupMessage" TEXT NOT NULL,
    "startedAt" DATETIME NOT NULL,
    "finishedAt" DATETIME,
    "elapsedSeconds" INTEGER NOT NULL,
    "activeSince" DATETIME,
    "sessionId" TEXT,
    "savedTemplate" TEXT,
    "savedAt" DATETIME,
    "savedStep" INTEGER,
    "usedAt" DATETIME NOT NULL
);
-- In usedAt: the newest moment that a run from before tells of. A state from before was kept where its run is.
INSERT INTO "new_LabRun" ("activeSince", "current", "digest", "elapsedSeconds", "finishedAt", "id", "language", "learnerId", "savedAt", "savedTemplate", "savedStep", "sessionId", "setupMessage", "setupState", "slug", "startedAt", "variables", "usedAt") SELECT "activeSince", "current", "digest", "elapsedSeconds", "finishedAt", "id", "language", "learnerId", "savedAt", "savedTemplate", CASE WHEN "savedTemplate" IS NULL THEN NULL ELSE "current" END, "sessionId", "setupMessage", "setupState", "slug", "startedAt", "variables", max(
    "startedAt",
    coalesce("finishedAt", "startedAt"),
    coalesce("activeSince", "startedAt"),
    coalesce("savedAt", "startedAt"),
    coalesce((SELECT max("passedAt") FROM "LabStepProgress" WHERE "runId" = "LabRun"."id"), "startedAt"),
    coalesce((SELECT max("openedAt") FROM "LabQuizTry" WHERE "runId" = "LabRun"."id"), "startedAt")
) FROM "LabRun";
DROP TABLE "LabRun";
ALTER TABLE "new_LabRun" RENAME TO "LabRun";
CREATE INDEX "LabRun_sessionId_idx" ON "LabRun"("sessionId");
CREATE INDEX "LabRun_savedAt_idx" ON "LabRun"("savedAt");
CREATE INDEX "LabRun_usedAt_idx" ON "LabRun"("usedAt");
CREATE UNIQUE INDEX "LabRun_learnerId_slug_key" ON "LabRun"("learnerId", "slug");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
