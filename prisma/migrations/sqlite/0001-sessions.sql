-- CreateTable
CREATE TABLE "Session" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "learnerId" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "egress" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "readyAt" DATETIME,
    "endsAt" DATETIME NOT NULL,
    "endedAt" DATETIME,
    "lastActiveAt" DATETIME NOT NULL,
    "failureCode" TEXT,
    "failureMessage" TEXT,
    "failureNextStep" TEXT
);

-- CreateTable
CREATE TABLE "Node" (
    "sandboxId" TEXT NOT NULL PRIMARY KEY,
    "sessionId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "address" TEXT,
    CONSTRAINT "Node_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Terminal" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "sessionId" TEXT NOT NULL,
    "nodeId" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'open',
    "exitCode" INTEGER,
    CONSTRAINT "Terminal_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "Terminal_nodeId_fkey" FOREIGN KEY ("nodeId") REFERENCES "Node" ("sandboxId") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "SessionEvent" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "sessionId" TEXT NOT NULL,
    "at" DATETIME NOT NULL,
    "fromState" TEXT,
    "toState" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    CONSTRAINT "SessionEvent_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateIndex
CREATE INDEX "Session_state_idx" ON "Session"("state");

-- CreateIndex
CREATE INDEX "Session_learnerId_createdAt_idx" ON "Session"("learnerId", "createdAt");

-- CreateIndex
CREATE UNIQUE INDEX "Node_sessionId_name_key" ON "Node"("sessionId", "name");

-- CreateIndex
CREATE INDEX "Terminal_sessionId_position_idx" ON "Terminal"("sessionId", "position");

-- CreateIndex
CREATE INDEX "Terminal_nodeId_idx" ON "Terminal"("nodeId");

-- CreateIndex
CREATE INDEX "SessionEvent_sessionId_at_idx" ON "SessionEvent"("sessionId", "at");
