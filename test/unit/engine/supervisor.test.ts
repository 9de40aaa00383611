import pino from "pino";
import { describe, expect, it } from "vitest";
import { planRestart, type RestartState } from "../../../runtime/engine/restart-plan.ts";
import { createSupervisor } from "../../../runtime/engine/supervisor.ts";

describe("a part is started again", () => {
  const dead = (state: RestartState, nowMs: number) => planRestart(state, { running: false, nowMs });
  it.each<[string, RestartState, number, boolean]>([
    ["at once the first time", { failures: 0 }, 0, true],
    ["not sooner than a second after the first start", { failures: 1, startedAtMs: 0 }, 999, false],
    ["a second after the first start", { failures: 1, startedAtMs: 0 }, 1000, true],
    ["not sooner than four seconds after the third", { failures: 3, startedAtMs: 0 }, 3999, false],
    ["four seconds after the third", { failures: 3, startedAtMs: 0 }, 4000, true],
    ["every minute in the end", { failures: 40, startedAtMs: 0 }, 60_000, true],
  ])("%s", (_when, state, nowMs, start) => {
    expect(dead(state, nowMs)).toEqual({
      start,
      state: start ? { failures: state.failures + 1, startedAtMs: nowMs } : state,
    });
  });

  it.each([
    ["runs", { failures: 0 }, { failures: 0 }],
    ["has just come back", { failures: 3, startedAtMs: 9000 }, { failures: 3, startedAtMs: 9000 }],
    ["has run for a minute", { failures: 3, startedAtMs: -50_000 }, { failures: 0 }],
  ])("never while it %s", (_what, state: RestartState, after) => {
    expect(planRestart(state, { running: true, nowMs: 10_000 })).toEqual({ start: false, state: after });
  });
});

it("the supervisor starts what died, goes on when one cannot be started, and ends when asked", async () => {
  const started: string[] = [];
  let running = false;
  let seen = () => {};
  const supervisor = createSupervisor({
    parts: [
      {
        name: "broken",
        isRunning: () => false,
        start: async () => {
          started.push("broken");
          throw new Error("does not start");
        },
      },
      {
        name: "dead",
        isRunning: () => running,
        start: async () => {
          started.push("dead");
          running = true;
          seen();
        },
      },
    ],
    log: pino({ level: "silent" }),
    now: () => 0,
    intervalMs: 1,
  });
  await new Promise<void>((resolve) => {
    seen = resolve;
  });
  await supervisor.dispose();
  expect(started).toEqual(["broken", "dead"]);
  running = false;
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(started).toEqual(["broken", "dead"]);
});
