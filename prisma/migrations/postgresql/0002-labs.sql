-- CreateTable
CREATE TABLE "LabRun" (
    "id" TEXT NOT NULL,
    "learnerId" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "current" INTEGER NOT NULL,
    "variables" TEXT NOT NULL,
    "setupState" TEXT NOT NULL,
    "setupMessage" TEXT NOT NULL,
    "startedAt" TIMESTAMP(3) NOT NULL,
    "finishedAt" TIMESTAMP(3),
    "elapsedSeconds" INTEGER NOT NULL,
    "activeSince" TIMESTAMP(3),
    "sessionId" TEXT,
    "savedTemplate" TEXT,
    "savedAt" TIMESTAMP(3),

    CONSTRAINT "LabRun_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "LabStepProgress" (
    "runId" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "entered" BOOLEAN NOT NULL,
    "passedAt" TIMESTAMP(3),
    "hintsShown" INTEGER NOT NULL,
    "solutionShown" BOOLEAN NOT NULL,
    "snapshot" TEXT,

    CONSTRAINT "LabStepProgress_pkey" PRIMARY KEY ("runId","position")
);

-- CreateTable
CREATE TABLE "LabQuizTry" (
    "runId" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "quizId" TEXT NOT NULL,
    "openedAt" TIMESTAMP(3),
    "attempts" INTEGER NOT NULL,
    "result" TEXT,

    CONSTRAINT "LabQuizTry_pkey" PRIMARY KEY ("runId","position","quizId")
);

-- CreateTable
CREATE TABLE "LabTemplate" (
    "name" TEXT NOT NULL,
    "usedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "LabTemplate_pkey" PRIMARY KEY ("name")
);

-- CreateIndex
CREATE INDEX "LabRun_sessionId_idx" ON "LabRun"("sessionId");

-- CreateIndex
CREATE INDEX "LabRun_savedAt_idx" ON "LabRun"("savedAt");

-- CreateIndex
CREATE UNIQUE INDEX "LabRun_learnerId_slug_key" ON "LabRun"("learnerId", "slug");

-- AddForeignKey
ALTER TABLE "LabStepProgress" ADD CONSTRAINT "LabStepProgress_runId_fkey" FOREIGN KEY ("runId") REFERENCES "LabRun"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "LabQuizTry" ADD CONSTRAINT "LabQuizTry_runId_fkey" FOREIGN KEY ("runId") REFERENCES "LabRun"("id") ON DELETE CASCADE ON UPDATE CASCADE;
