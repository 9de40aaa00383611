import { PassThrough } from "node:stream";
import { expect, it } from "vitest";
import { createFakeDriver } from "../../../../runtime/sandboxes/fake-driver.ts";
import type { ExecStream } from "../../../../runtime/sandboxes/sandbox-driver.ts";
import { proveLab } from "../../../../server/labs/authoring/prove-lab.ts";
import type { Lab } from "../../../../server/labs/model/lab.ts";
import { loadNativeLab } from "../../../../server/labs/native/load-native-lab.ts";
import { aLabFile, aNativeFolder, aStepFile } from "../native/native-folder.ts";

const limits = { memoryBytes: 1, cpuCores: 1, processes: 1, diskBytes: 1 };

/** Sandboxes in which scripts are lines of a small language: `set x`, `need x`, `exit N`; what is set lasts, until a restart where it begins with run. */
function aDriver() {
  const driver = createFakeDriver();
  const facts = new Map<string, Set<string>>();
  const runs: string[] = [];
  driver.stop = async (sandboxId) => {
    const kept = [...(facts.get(sandboxId) ?? [])].filter((fact) => !fact.startsWith("run"));
    facts.set(sandboxId, new Set(kept));
  };
  driver.start = async () => undefined;
  driver.exec = async (sandboxId): Promise<ExecStream> => {
    const data = new PassThrough();
    const known = facts.get(sandboxId) ?? new Set();
    facts.set(sandboxId, known);
    let script = "";
    const input = new PassThrough();
    const exited = (async () => {
      for await (const chunk of input) script += chunk;
      if (script.startsWith("until docker")) return 0;
      runs.push(script.trim());
      for (const line of script.trim().split("\n")) {
        const [word, name = ""] = line.split(" ");
        if (word === "set") known.add(name);
        if (word === "need" && !known.has(name)) return 1;
        if (word === "exit") return Number(name);
      }
      return 0;
    })();
    data.end();
    const stream = Object.assign(data, {
      end: (text: string) => void input.end(text),
    });
    return {
      data: stream as unknown as ExecStream["data"],
      stderr: null,
      resize: () => undefined,
      signal: () => undefined,
      exited,
      destroy: () => undefined,
    };
  };
  return { driver, runs };
}

function aLab(step: string, lab = ""): Lab {
  const files = { "lab.md": aLabFile(lab), "steps/01-hello.md": aStepFile(step) };
  const loaded = loadNativeLab(aNativeFolder(files), "x");
  if (!loaded.lab) throw new Error(JSON.stringify(loaded.remarks));
  return loaded.lab;
}
const aCheck = (script: string) => `  - { looksAt: it, script: ${script}, hint: do }`;
async function prove(lab: Lab) {
  const { driver, runs } = aDriver();
  const { entries, holds } = await proveLab({ driver, lab, limits, lookPauseMs: 1 });
  return {
    holds,
    failed: entries.filter(({ outcome }) => outcome === "failed").map(({ what }) => what),
    driver,
    runs,
  };
}

it("holds where a step's checks fail before its solution and pass after it", async () => {
  const { holds, failed } = await prove(aLab(`title: x\nsolution: set a\nchecks:\n${aCheck("need a")}`));
  expect([holds, failed]).toEqual([true, []]);
});

it.each([
  [
    "a check that passes beforehand",
    `solution: set a\nchecks:\n${aCheck("exit 0")}`,
    "passes without the learner doing anything",
  ],
  [
    "a check that cannot work",
    `solution: set a\nchecks:\n${aCheck("exit 127")}`,
    "uses a command that does not exist",
  ],
  [
    "a solution that fails",
    `solution: exit 3\nchecks:\n${aCheck("need a")}`,
    "The solution ended with exit status 3",
  ],
  ["checks without a solution", `checks:\n${aCheck("need a")}`, "no solution that proves them"],
  ["a background that fails", "background: exit 2", "What the step begins with ended with exit status 2"],
])("does not hold with %s, and says so", async (_, step, words) => {
  const { holds, failed } = await prove(aLab(`title: x\n${step}`));
  expect(holds).toBe(false);
  expect(failed.join("\n")).toContain(words);
});

it("does not hold where a check still fails after the solution", async () => {
  const { failed } = await prove(aLab(`title: x\nsolution: set b\nchecks:\n${aCheck("need a")}`));
  expect(failed).toEqual(['Check "it" after the solution ended with exit status 1']);
});

it("a set-up that fails ends it, and what a set-up only left running is not there", async () => {
  const step = `title: x\nbackground: need kept\nsolution: set a\nchecks:\n${aCheck("need a")}`;
  expect((await prove(aLab(step, "setup: [exit 1]"))).failed).toEqual(["Set-up ended with exit status 1"]);
  expect((await prove(aLab(step, "setup: [set kept]"))).holds).toBe(true);
  const running = `title: x\nbackground: need running\nsolution: set a\nchecks:\n${aCheck("need a")}`;
  expect((await prove(aLab(running, "setup: [set running]"))).holds).toBe(false);
  expect((await prove(aLab(running, "start: [set running]"))).holds).toBe(true);
});

it("a set-up is done node by node, as for a learner, and the script that fails is named", async () => {
  const setup = "nodes: 2\nsetup: [set a, { run: set b, node: node2 }, exit 1]";
  const { failed, runs } = await prove(aLab("title: x", setup));
  expect(failed).toEqual(["Set-up (2 of 2, node1) ended with exit status 1"]);
  expect(runs).toEqual(["set a", "exit 1"]);
});

it("scripts run on their nodes, and all sandboxes are gone afterwards", async () => {
  const step = `title: x\nsolution:\n  scripts:\n    - set a\n    - { run: set b, node: node2 }\nchecks:\n${aCheck("{ run: need b, node: node2 }")}`;
  const { holds, driver } = await prove(aLab(step, "nodes: 2"));
  expect(holds).toBe(true);
  expect(driver.control.created).toBe(2);
  expect(driver.records.size).toBe(0);
  expect(driver.networks.size).toBe(0);
});

it("sandboxes are gone also when none could be had, or the author stops it", async () => {
  const { driver } = aDriver();
  driver.control.failCreate = "pool.full";
  await expect(proveLab({ driver, lab: aLab("title: x"), limits })).rejects.toMatchObject({
    code: "pool.full",
  });
  const stopped = aDriver().driver;
  const signal = AbortSignal.abort(new Error("stop"));
  await expect(proveLab({ driver: stopped, lab: aLab("title: x"), limits, signal })).rejects.toThrow("stop");
  expect(driver.records.size + stopped.records.size).toBe(0);
});
