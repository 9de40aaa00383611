import { describe, expect, test } from "vitest";
import { describePool } from "../../../app/(pages)/describe-pool.ts";
import { describeStage } from "../../../app/workspace/session/stage-words.ts";
import { decideTimeWarning } from "../../../app/workspace/session/time-warning.ts";
import type { PoolStatus, SessionView } from "../../../runtime/protocol/index.ts";

const aSession = (change: Partial<SessionView>): SessionView => ({
  id: "ses_abcdefghijklmnop" as SessionView["id"],
  state: "provisioning",
  egress: "packages",
  createdAt: "2026-01-01T10:00:00.000Z",
  readyAt: null,
  endsAt: "2026-01-01T11:00:00.000Z",
  canExtend: false,
  queuePosition: null,
  progress: null,
  failure: null,
  endReason: null,
  nodes: [],
  terminals: [],
  ports: [],
  ...change,
});
const failure = { code: "sandbox.failed", message: "It broke.", nextStep: "Mend it." };

describe("a session that cannot be worked in", () => {
  test.each<[string, SessionView | null, Parameters<typeof describeStage>[1], boolean, string, string]>([
    ["is being opened", null, null, false, "Opening your session…", "nothing"],
    ["is out of reach", null, null, true, "Slipway cannot be reached", "nothing"],
    ["is refused", null, failure, false, "It broke.", "another"],
    ["is being made", aSession({ progress: "Working" }), null, false, "Preparing your playground", "cancel"],
    ["waits", aSession({ queuePosition: 3 }), null, false, "You are number 3 in the queue", "cancel"],
    ["failed", aSession({ state: "failed", failure }), null, false, "It broke.", "retry"],
    [
      "was ended by its learner",
      aSession({ state: "ending", endReason: "asked" }),
      null,
      false,
      "You ended this session",
      "another",
    ],
    [
      "ran out of time",
      aSession({ state: "ended", endReason: "time-over" }),
      null,
      false,
      "The time of this session is over",
      "another",
    ],
    [
      "was idle",
      aSession({ state: "ended", endReason: "idle" }),
      null,
      false,
      "This session ended because nobody used it",
      "another",
    ],
    ["ended long ago", aSession({ state: "ended" }), null, false, "This session has ended", "another"],
  ])("%s", (_name, session, refusal, away, title, offers) => {
    expect(describeStage(session, refusal, away)).toMatchObject({ title, offers });
  });
  test("says of an ended one that the lab goes on, and else what is gone", () => {
    const ended = aSession({ state: "ended", endReason: "idle" });
    expect(describeStage(ended, null, false, true)?.text).toContain("you can go on from there");
    expect(describeStage(ended, null, false, false)?.text).toContain("nodes and files are gone");
  });
  test("says of one that waits what it waits for", () => {
    const waiting = aSession({ queuePosition: 1, progress: "Waiting for 3 free sandboxes" });
    expect(describeStage(waiting, null, false)?.text).toMatch(/^Waiting for 3 free sandboxes\. Your place/);
  });
  test("is not one that is ready", () => {
    expect(describeStage(aSession({ state: "ready" }), null, false)).toBeNull();
  });
});

test.each([
  [3_600_000, "none"],
  [300_001, "none"],
  [300_000, "minutes"],
  [60_001, "minutes"],
  [60_000, "last-minute"],
  [-5, "last-minute"],
])("%i ms before the end the warning is %j", (leftMs, warning) => {
  expect(decideTimeWarning(leftMs)).toBe(warning);
});

const aPool = (change: Partial<PoolStatus>): PoolStatus => ({
  ready: true,
  message: "Being prepared.",
  free: 1,
  waiting: 0,
  shelf: { done: 0, total: 0, current: null },
  ...change,
});
test.each<[Parameters<typeof describePool>[0], string, RegExp]>([
  [null, "muted", /Asking/],
  ["away", "warn", /cannot be reached/],
  [aPool({ ready: false }), "warn", /Being prepared/],
  [aPool({}), "good", /^Ready when you are\.$/],
  [aPool({ free: 0 }), "warn", /queue\.$/],
  [aPool({ free: 0, waiting: 1 }), "warn", /One person waits already\.$/],
  [aPool({ free: 0, waiting: 4 }), "warn", /4 wait already\.$/],
])("before Start the pool %j is said %s", (pool, tone, words) => {
  const said = describePool(pool);
  expect(said.tone).toBe(tone);
  expect(said.words).toMatch(words);
});
