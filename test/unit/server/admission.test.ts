import { describe, expect, it } from "vitest";
import type { SessionId } from "../../../runtime/protocol/index.ts";
import { PASSED_FOR_MS, planAdmission, type Waiting } from "../../../server/sessions/admission.ts";

const MINUTE = 60_000;
const session = (name: string) => `ses_${name.padEnd(10, "0")}` as SessionId;
const one = (name: string, createdAtMs: number, nodes = 1): Waiting => ({
  id: session(name),
  createdAtMs,
  nodes,
});
/** Who comes in, where a, b and c stand, and what is left for whoever comes. */
function plan(waiting: Waiting[], free: number, nowMs: number) {
  const { admit, positions, free: left } = planAdmission(waiting, free, nowMs);
  const places = ["a", "b", "c"].map((name) => positions.get(session(name)) ?? null);
  return [admit.map((id) => id[4]).join(""), places, left];
}

describe("admission", () => {
  it.each([
    [0, "", [1, 2, 3], 0],
    [-2, "", [1, 2, 3], 0],
    [1, "a", [null, 1, 2], 0],
    [5, "abc", [null, null, null], 2],
  ])("with %i free admits %j in the order of their coming", (free, admitted, places, left) => {
    const waiting = [one("c", 3), one("a", 1), one("b", 2)];
    expect(plan(waiting, free, 10)).toEqual([admitted, places, left]);
  });

  const large = [one("a", 1), one("b", 2, 3), one("c", 3)];
  it.each([
    [0, "", [1, 2, 3], 0],
    [1, "a", [null, 1, 2], 0],
    [2, "ac", [null, 1, null], 0],
    [3, "ac", [null, 1, null], 1],
    [4, "ab", [null, null, 1], 0],
  ])("with %i free lets others pass one who needs three", (free, admitted, places, left) => {
    expect(plan(large, free, PASSED_FOR_MS + 1)).toEqual([admitted, places, left]);
  });
  it.each([
    [2, "a", [null, 1, 2], 0],
    [3, "a", [null, 1, 2], 0],
    [4, "ab", [null, null, 1], 0],
    [5, "abc", [null, null, null], 0],
  ])(
    "with %i free keeps them for one who needs three and has waited long",
    (free, admitted, places, left) => {
      expect(plan(large, free, PASSED_FOR_MS + 2)).toEqual([admitted, places, left]);
    },
  );
});

/** The same numbers from 0 to below 1 for the same seed. */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

interface Came extends Waiting {
  livesMs: number;
  /** From when on it was the first of all and nobody could pass it. */
  nextSinceMs?: number;
}

interface Turn {
  nowMs: number;
  /** All that waited, in the order of their coming. */
  waited: Came[];
  admitted: Came[];
  waiting: Came[];
  positions: Map<SessionId, number>;
  /** Places in which nobody is. */
  empty: number;
  /** Who passed somebody. */
  passed: Came[];
}

const POOL = 6;
const LONGEST_LIFE_MS = 60 * MINUTE;
const STEP_MS = MINUTE / 2;

/** A pool on a busy day: people come and go at random, some with labs of up to five nodes. */
function* aBusyDay(seed: number): Generator<Turn> {
  const random = numbersFrom(seed);
  let [waiting, running]: [Came[], { nodes: number; endsAtMs: number }[]] = [[], []];
  const used = () => running.reduce((sum, { nodes }) => sum + nodes, 0);
  for (let nowMs = 0; nowMs < 8 * 60 * MINUTE; nowMs += STEP_MS) {
    // Some end early, some give up waiting.
    running = running.filter(({ endsAtMs }) => endsAtMs > nowMs && random() > 0.005);
    waiting = waiting.filter(() => random() > 0.001);
    while (random() < 0.08) {
      const nodes = random() < 0.3 ? 2 + Math.floor(random() * 4) : 1;
      const livesMs = MINUTE + random() * (LONGEST_LIFE_MS - MINUTE);
      waiting.push({ ...one(`${nowMs}-${waiting.length}`, nowMs, nodes), livesMs });
    }
    const waited = [...waiting].sort((a, b) => a.createdAtMs - b.createdAtMs || a.id.localeCompare(b.id));
    const { admit, positions } = planAdmission(waiting, POOL - used(), nowMs);
    const admitted = waited.filter(({ id }) => admit.includes(id));
    waiting = waited.filter(({ id }) => !admit.includes(id));
    running.push(...admitted.map(({ nodes, livesMs }) => ({ nodes, endsAtMs: nowMs + livesMs })));
    const firstLeft = waiting[0] ? waited.indexOf(waiting[0]) : waited.length;
    const passed = admitted.filter((came) => waited.indexOf(came) > firstLeft);
    yield { nowMs, waited, admitted, waiting, positions, empty: POOL - used(), passed };
  }
}

describe("on busy days", () => {
  const days = Array.from({ length: 40 }, (_, seed) => [...aBusyDay(seed)]);
  const turns = days.flat();
  const waitedMs = (came: Came | undefined, nowMs: number) => (came ? nowMs - came.createdAtMs : 0);

  it("no more are in the pool than it has places for", () => {
    expect(Math.min(...turns.map(({ empty }) => empty))).toBe(0);
  });

  it("whoever fits comes in, unless the first of all has waited ten minutes: many pass", () => {
    const heldUp = turns.filter(
      ({ waiting, empty, nowMs }) =>
        waitedMs(waiting[0], nowMs) < PASSED_FOR_MS && waiting.some(({ nodes }) => nodes <= empty),
    );
    expect(heldUp).toEqual([]);
    expect(turns.flatMap(({ passed }) => passed).length).toBeGreaterThan(days.length);
  });

  it("nobody passes the first of all when that has waited ten minutes", () => {
    const unfair = turns.filter(
      ({ waiting, passed, nowMs }) => waitedMs(waiting[0], nowMs) >= PASSED_FOR_MS && passed.length > 0,
    );
    expect(unfair).toEqual([]);
  });

  it("the first of all comes in before those could last that run when it has waited ten minutes", () => {
    const longestMs = Math.max(
      ...turns.map(({ waiting: [next], nowMs }) => {
        if (!next || waitedMs(next, nowMs) < PASSED_FOR_MS) return 0;
        next.nextSinceMs ??= nowMs;
        return nowMs - next.nextSinceMs;
      }),
    );
    expect(longestMs).toBeLessThan(LONGEST_LIFE_MS);
    const large = turns.flatMap(({ admitted }) => admitted).filter(({ nodes }) => nodes === POOL - 1);
    expect(large.length).toBeGreaterThan(days.length);
  });

  it("the places that people are shown count those who came before and wait, and never rise", () => {
    for (const day of days) {
      let before = new Map<SessionId, number>();
      const risen = day.filter(({ waiting, positions }) => {
        const isWrong = waiting.some(
          ({ id }, index) => positions.get(id) !== index + 1 || index + 1 > (before.get(id) ?? Infinity),
        );
        before = positions;
        return isWrong;
      });
      expect(risen).toEqual([]);
    }
  });
});
