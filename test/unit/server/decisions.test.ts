import { describe, expect, it } from "vitest";
import type { SandboxId, SessionId } from "../../../runtime/protocol/index.ts";
import { chooseWarm, countSurplus, isWarmUsable, needsRefill } from "../../../server/hosts/warm-decisions.ts";
import { canExtend, extendedEndMs } from "../../../server/sessions/end-time.ts";
import { type EndingSession, planEnds } from "../../../server/sessions/plan-ends.ts";
import {
  planReconcile,
  type ReconcileInput,
  type ReconcileSession,
} from "../../../server/sessions/reconcile.ts";
import { nextState, type SessionStep } from "../../../server/sessions/session-state.ts";
import { nodeState } from "../../../server/sessions/session-view.ts";

const sandbox = (name: string) => `sbx_${name.padEnd(10, "0")}` as SandboxId;
const session = (name: string) => `ses_${name.padEnd(10, "0")}` as SessionId;

describe("a session's state", () => {
  it.each([
    ["provisioning", "became-ready", "ready"],
    ["provisioning", "failed", "failed"],
    ["provisioning", "end-asked", "ending"],
    ["ready", "lost", "failed"],
    ["failed", "retried", "provisioning"],
    ["ending", "cleaned-up", "ended"],
    ["ending", "became-ready", null],
    ["ready", "retried", null],
    ["ended", "end-asked", null],
  ] as const)("%s, %s: %s", (state, step, expected) => {
    expect(nextState(state, step)).toBe(expected);
  });
  it("never leaves ended", () => {
    const steps: SessionStep[] = ["became-ready", "failed", "retried", "lost", "end-asked", "cleaned-up"];
    for (const step of steps) expect(nextState("ended", step)).toBeNull();
  });
});

describe("the warm pool", () => {
  const one = { sandboxId: sandbox("a"), terminalId: "trm_0000000000" as never, address: "10.0.0.2" };
  it("serves only the same egress and the present template", () => {
    const warm = [{ ...one, egress: "packages" as const, template: "t1" }];
    expect(chooseWarm(warm, { egress: "packages", template: "t1" })).toBe(warm[0]);
    expect(chooseWarm(warm, { egress: "open", template: "t1" })).toBeNull();
    expect(chooseWarm(warm, { egress: "packages", template: "t2" })).toBeNull();
  });
  const calm = { wanted: 1, have: 0, preparing: 0, usedSandboxes: 0, maxSandboxes: 4, provisioning: 0 };
  it.each([
    ["nothing is there", {}, true],
    ["it is full", { have: 1 }, false],
    ["one is on its way", { preparing: 1 }, false],
    ["a Start is being served", { provisioning: 1 }, false],
    ["the pool has no place", { usedSandboxes: 4 }, false],
    ["none is wanted", { wanted: 0 }, false],
  ])("when %s", (_when, change, expected) => {
    expect(needsRefill({ ...calm, ...change })).toBe(expected);
  });
  it.each([
    ["leaves what has room", 2, 2, 0],
    ["gives up what others need the place of", 2, 3, 1],
    ["gives up all where the pool is full", 2, 4, 2],
    ["gives up no more than there are", 1, 9, 1],
  ])("%s", (_what, have, usedSandboxes, surplus) => {
    expect(countSurplus({ have, usedSandboxes, maxSandboxes: 4 })).toBe(surplus);
  });
  it("takes over only what is whole after a restart", () => {
    const labels = {
      sandboxId: sandbox("a"),
      node: "node1",
      template: "t1",
      egress: "packages",
      warm: true,
      createdAtMs: 0,
    } as const;
    const record = { labels, status: "frozen", address: "10.0.0.2" } as const;
    expect(isWarmUsable(record, "t1")).toBe(true);
    expect(isWarmUsable(record, "t2")).toBe(false);
    expect(isWarmUsable({ ...record, status: "running" }, "t1")).toBe(false);
    expect(isWarmUsable({ ...record, labels: { ...labels, warm: false } }, "t1")).toBe(false);
  });
});

describe("reconciling", () => {
  const known: ReconcileSession = {
    id: session("a"),
    state: "ready",
    nodes: [{ sandboxId: sandbox("a"), state: "ready" }],
  };
  const plan = (change: Partial<ReconcileInput>) =>
    planReconcile({
      sandboxes: [{ sandboxId: sandbox("a"), status: "running" }],
      networks: [],
      before: [known],
      owned: new Set([sandbox("a")]),
      liveSessions: new Set([session("a")]),
      ...change,
    });
  const nothing = { deleteSandboxes: [], deleteNetworks: [], lost: [], stopped: [], revived: [] };
  const where = { sessionId: session("a"), sandboxId: sandbox("a") };
  it("does nothing when both sides agree", () => {
    expect(plan({})).toEqual(nothing);
  });
  it("deletes sandboxes and networks that nobody owns", () => {
    const sandboxes = [
      ...["a", "x"].map((name) => ({ sandboxId: sandbox(name), status: "frozen" as const })),
    ];
    expect(plan({ sandboxes, before: [], networks: [session("z")] })).toEqual({
      ...nothing,
      deleteSandboxes: [sandbox("x")],
      deleteNetworks: [session("z")],
    });
  });
  it("reports what is lost, but not what is still being made", () => {
    expect(plan({ sandboxes: [] }).lost).toEqual([where]);
    const starting = { ...known, nodes: [{ sandboxId: sandbox("a"), state: "starting" as const }] };
    expect(plan({ sandboxes: [], before: [starting] })).toEqual(nothing);
  });
  it("notes what stopped and what runs again", () => {
    expect(plan({ sandboxes: [{ sandboxId: sandbox("a"), status: "stopped" }] }).stopped).toEqual([where]);
    const stopped = { ...known, nodes: [{ sandboxId: sandbox("a"), state: "stopped" as const }] };
    expect(plan({ before: [stopped] }).revived).toEqual([where]);
  });
});

describe("sessions end", () => {
  const known: EndingSession = {
    id: session("a"),
    state: "ready",
    waiting: false,
    endsAtMs: 10_000_000,
    lastActiveAtMs: 0,
    attachedSockets: 0,
  };
  const at = (nowMs: number, change: Partial<EndingSession> = {}) =>
    planEnds([{ ...known, ...change }], { nowMs, idleTimeoutMs: 1_800_000 }).map(({ reason }) => reason);
  const queued = { state: "provisioning", waiting: true } as const;
  it.each([
    ["not before their time", 9_999_999, { attachedSockets: 1 }, []],
    ["when their time is over, page or no page", 10_000_000, { attachedSockets: 1 }, ["time-over"]],
    ["when nobody is there and nothing is typed", 1_800_000, {}, ["idle"]],
    ["never for idleness while a page is open", 9_000_000, { attachedSockets: 1 }, []],
    ["when they failed and nobody came back", 1_800_000, { state: "failed" }, ["idle"]],
    ["never for idleness while being prepared", 1_800_000, { state: "provisioning" }, []],
    ["when an end was begun before", 0, { state: "ending" }, ["end-resumed"]],
    ["when whoever waited in the queue has gone", 120_000, queued, ["left-queue"]],
    ["not for a reload in the queue", 119_999, queued, []],
    ["not for a long wait with the page open", 20_000_000, { ...queued, attachedSockets: 1 }, []],
  ] as [string, number, Partial<EndingSession>, string[]][])("%s", (_when, nowMs, change, expected) => {
    expect(at(nowMs, change)).toEqual(expected);
  });
});

describe("the end of a session", () => {
  const HOUR = 3_600_000;
  it("moves by a step and never beyond the longest life", () => {
    expect(extendedEndMs({ createdAtMs: 0, readyAtMs: 0, endsAtMs: HOUR }, HOUR, 4 * HOUR)).toBe(2 * HOUR);
    expect(extendedEndMs({ createdAtMs: 0, readyAtMs: 0, endsAtMs: 3.5 * HOUR }, HOUR, 4 * HOUR)).toBe(
      4 * HOUR,
    );
    expect(canExtend({ state: "ready", createdAtMs: 0, readyAtMs: 0, endsAtMs: 4 * HOUR }, 4 * HOUR)).toBe(
      false,
    );
    expect(canExtend({ state: "ready", createdAtMs: 0, readyAtMs: 0, endsAtMs: HOUR }, 4 * HOUR)).toBe(true);
    const waited = { state: "ready", createdAtMs: 0, readyAtMs: 3 * HOUR, endsAtMs: 4 * HOUR } as const;
    expect(canExtend(waited, 4 * HOUR)).toBe(true);
    expect(canExtend({ state: "ending", createdAtMs: 0, readyAtMs: 0, endsAtMs: HOUR }, 4 * HOUR)).toBe(
      false,
    );
  });
});

it("shows a full disk before a silent engine, and a stopped node before both", () => {
  const ill = { engineDown: true, diskFull: true, outOfMemory: false, ports: [] };
  expect(nodeState("ready", ill)).toBe("disk-full");
  expect(nodeState("ready", { ...ill, diskFull: false })).toBe("engine-down");
  expect(nodeState("stopped", ill)).toBe("stopped");
  expect(nodeState("ready", undefined)).toBe("ready");
});
