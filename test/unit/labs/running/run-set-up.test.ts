import { describe, expect, it } from "vitest";
import type { LabScript } from "../../../../server/labs/model/lab.ts";
import { runSetUp, SET_UP_LIMIT_MS } from "../../../../server/labs/running/run-set-up.ts";

const MINUTE = 60_000;
const aScript = (name: string, minutes = 10): LabScript => ({
  text: name,
  file: `scripts/${name}.sh`,
  node: "node1",
  timeoutMs: minutes * MINUTE,
});

/** Runs scripts that take so many minutes each, ended where they may not take that. */
async function setUp(scripts: LabScript[], minutes: number[]) {
  let nowMs = 1_000_000;
  const ran: string[] = [];
  const failure = await runSetUp({
    scripts,
    now: () => nowMs,
    async run({ text, timeoutMs }, index) {
      const wantedMs = (minutes[index] ?? 0) * MINUTE;
      nowMs += Math.min(wantedMs, timeoutMs);
      ran.push(text);
      const timedOut = wantedMs > timeoutMs;
      return { exitCode: timedOut ? -1 : 0, output: text, truncated: false, timedOut, flooded: false };
    },
  });
  return { failure, ran, tookMs: nowMs - 1_000_000 };
}

describe("a set-up", () => {
  const four = ["one", "two", "three", "four"].map((name) => aScript(name));

  it("has time for each script, and for all of them", async () => {
    expect(await setUp(four, [10, 9, 10, 1])).toMatchObject({
      failure: null,
      ran: ["one", "two", "three", "four"],
    });
  });

  it("ends in the script that is running when its time as a whole is over, and says which", async () => {
    const { failure, tookMs } = await setUp(four, [9, 9, 9, 9]);
    expect(failure).toMatchObject({ script: { file: "scripts/four.sh" }, index: 3, output: "four" });
    expect(failure?.problem).toBe(
      "was running when the 30 minutes were over that a set-up may take as a whole, and was ended",
    );
    expect(tookMs).toBe(SET_UP_LIMIT_MS);
  });

  it("never takes longer as a whole, however many scripts there are", async () => {
    const ten = Array.from({ length: 10 }, (_, index) => aScript(`s${index}`));
    const { failure, ran, tookMs } = await setUp(ten, Array(10).fill(10));
    expect(tookMs).toBeLessThanOrEqual(SET_UP_LIMIT_MS + 1);
    expect([failure?.index, ran.length]).toEqual([3, 4]);
  });

  it("ends in a script that takes longer than its own time, and says that", async () => {
    const { failure, ran } = await setUp([aScript("one", 1), aScript("two")], [2, 1]);
    expect(failure).toMatchObject({ index: 0, problem: "took longer than its 60 seconds and was ended" });
    expect(ran).toEqual(["one"]);
  });
});
