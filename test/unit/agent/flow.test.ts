import { expect, test } from "vitest";
import { decideFlow, planInput, planReplay } from "../../../runtime/agent/terminals/flow.ts";

const MIB = 1024 * 1024;
const quiet = {
  headOffset: 0,
  ackedOffsets: [],
  leftAtOffset: null,
  detachedForMs: null,
  ringBytes: 2 * MIB,
};

test.each([
  ["never attached: old bytes may fall off", { headOffset: 50 * MIB }, "run"],
  ["attached and near", { headOffset: MIB, ackedOffsets: [1], leftAtOffset: 1 }, "run"],
  ["attached and a window behind", { headOffset: MIB, ackedOffsets: [0], leftAtOffset: 0 }, "wait"],
  [
    "a slow second one does not count",
    { headOffset: 9 * MIB, ackedOffsets: [0, 9 * MIB], leftAtOffset: 9 * MIB },
    "run",
  ],
  [
    "just detached, room in the ring",
    { headOffset: 10 * MIB, leftAtOffset: 9 * MIB, detachedForMs: 10 },
    "run",
  ],
  [
    "just detached, ring full of what was not taken",
    { headOffset: 10 * MIB, leftAtOffset: 8.2 * MIB, detachedForMs: 10 },
    "wait",
  ],
  ["detached for a minute", { headOffset: 10 * MIB, leftAtOffset: 0, detachedForMs: 60_000 }, "run"],
])("%s", (_name, state, flow) => {
  expect(decideFlow({ ...quiet, ...state })).toBe(flow);
});

test.each([
  ["a new page", null, { fromOffset: 10, reset: true }],
  ["a reconnect within the ring", 15, { fromOffset: 15, reset: false }],
  ["a reconnect with nothing missed", 20, { fromOffset: 20, reset: false }],
  ["a position that left the ring", 9, { fromOffset: 10, reset: true }],
  ["a position of another life", 21, { fromOffset: 10, reset: true }],
])("replay: %s", (_name, fromOffset, plan) => {
  expect(planReplay(fromOffset, { start: 10, end: 20 })).toEqual(plan);
});

test.each([
  ["in order", 5, 5, 3, { skipBytes: 0 }],
  ["sent twice", 5, 2, 3, { skipBytes: 3 }],
  ["half of it sent twice", 5, 4, 3, { skipBytes: 1 }],
  ["long ago", 50, 4, 3, { skipBytes: 3 }],
  ["a gap", 5, 6, 3, "gap"],
])("input: %s", (_name, taken, offset, length, plan) => {
  expect(planInput(taken, offset, length)).toEqual(plan);
});
