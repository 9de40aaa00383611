-- CreateTable
CREATE TABLE "LabRun" (
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
    "savedAt" DATETIME
);

-- CreateTable
CREATE TABLE "LabStepProgress" (
    "runId" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "entered" BOOLEAN NOT NULL,
    "passedAt" DATETIME,
    "hintsShown" INTEGER NOT NULL,
    "solutionShown" BOOLEAN NOT NULL,
    "snapshot" TEXT,

    PRIMARY KEY ("runId", "position"),
    CONSTRAINT "LabStepProgress_runId_fkey" FOREIGN KEY ("runId") REFERENCES "LabRun" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "LabQuizTry" (
    "runId" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "quizId" TEXT NOT NULL,
    "openedAt" DATETIME,
    "attempts" INTEGER NOT NULL,
    "result" TEXT,

    PRIMARY KEY ("runId", "position", "quizId"),
    CONSTRAINT "LabQuizTry_runId_fkey" FOREIGN KEY ("runId") REFERENCES "LabRun" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "LabTemplate" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "usedAt" DATETIME NOT NULL
);

-- CreateIndex
CREATE INDEX "LabRun_sessionId_idx" ON "LabRun"("sessionId");

-- CreateIndex
CREATE INDEX "LabRun_savedAt_idx" ON "LabRun"("savedAt");

-- CreateIndex
CREATE UNIQUE INDEX "LabRun_learnerId_slug_key" ON "LabRun"("learnerId", "slug");
