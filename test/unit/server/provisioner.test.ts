import { pino } from "pino";
import { expect, it, vi } from "vitest";
import { newLearnerId, newSandboxId, newSessionId, newTerminalId } from "../../../runtime/common/ids.ts";
import { createTurns } from "../../../runtime/common/turns.ts";
import type { SessionId } from "../../../runtime/protocol/index.ts";
import { createFakeDriver } from "../../../runtime/sandboxes/fake-driver.ts";
import { createLifecycle } from "../../../server/sessions/lifecycle.ts";
import { createProvisioner } from "../../../server/sessions/provisioner.ts";
import { createSessionBook } from "../../../server/sessions/session-book.ts";
import { createSessionPurposes } from "../../../server/sessions/session-purpose.ts";
import type { SessionRepository } from "../../../server/sessions/session-repository.ts";
import { createFakeAgent } from "../../support/fake-agent.ts";

const limits = { memoryBytes: 1, cpuCores: 1, processes: 1, diskBytes: 1 };

it("makes one sandbox for a session whose warm one is gone, also when the queue goes on meanwhile", async () => {
  const driver = createFakeDriver();
  const { agent } = createFakeAgent();
  const kept = async () => undefined;
  const repository = {
    insert: kept,
    save: kept,
    saveNode: kept,
    saveTerminal: kept,
    // The database takes a moment, in which somebody else comes or goes.
    removeNode: async () => {
      await Promise.resolve();
      provisioner.pump();
    },
  } as Partial<SessionRepository> as SessionRepository;
  const book = createSessionBook({
    maxSessionMs: 1000,
    privateAddress: () => null,
    takenPlaces: () => 0,
  });
  const log = pino({ level: "silent" });
  const warm = [newSandboxId()];
  const provisioner = createProvisioner({
    machines: {
      current: () => ({ driver, agent }),
      require: () => ({ driver, agent }),
      template: () => "fake",
      onReady: () => undefined,
      dispose: () => undefined,
    },
    warmPool: {
      take(egress) {
        const sandboxId = warm.pop();
        const address = "198.18.0.2";
        return sandboxId && { sandboxId, terminalId: newTerminalId(), egress, template: "fake", address };
      },
      adopt: async () => undefined,
      refill: () => undefined,
      makeRoom: () => undefined,
      owned: () => [],
      dispose: () => undefined,
    },
    book,
    repository,
    lifecycle: createLifecycle({ book, repository, now: () => 0, log }),
    purposes: createSessionPurposes(),
    inTurn: createTurns<SessionId>(),
    limits,
    maxSandboxes: 3,
    sessionMs: 1000,
    now: () => 0,
    log,
  });
  const { record } = book.add({
    id: newSessionId(),
    learnerId: newLearnerId(),
    state: "provisioning",
    egress: "packages",
    createdAtMs: 0,
    readyAtMs: null,
    endsAtMs: 1000,
    endedAtMs: null,
    endReason: null,
    lastActiveAtMs: 0,
    failure: null,
    nodes: [],
    terminals: [],
  });
  provisioner.pump();
  await vi.waitFor(() => expect(record.state).toBe("ready"));
  expect(record.nodes.map(({ sandboxId }) => sandboxId)).toEqual([...driver.records.keys()]);
  expect(driver.control.created).toBe(1);
});
