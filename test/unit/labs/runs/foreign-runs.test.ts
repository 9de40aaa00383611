import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { LabStepView, SessionView } from "../../../../runtime/protocol/index.ts";
import type { LabLearner } from "../../../support/lab-learner.ts";
import { createLabWorld, type LabWorld } from "../../../support/lab-world.ts";

const SCENARIO = {
  "harbour/index.json": JSON.stringify({
    title: "Harbour",
    details: {
      intro: { background: "set-up.sh", foreground: "greet.sh" },
      steps: [
        { title: "One", text: "one.md", verify: "verify.sh", hint: "hint.sh" },
        { title: "Two", text: "two.md", background: "behind.sh" },
      ],
      finish: { text: "end.md", background: "tidy.sh", foreground: "bye.sh" },
    },
    backend: { imageid: "docker-swarm" },
  }),
  "harbour/set-up.sh": "join [[HOST2_IP]]",
  "harbour/greet.sh": "echo {{TRAFFIC_HOST1_8000}}/x",
  "harbour/one.md": "Join [[HOST2_IP]].",
  "harbour/verify.sh": "ask [[HOST_IP]] && echo done",
  "harbour/hint.sh": "hint",
  "harbour/two.md": "Text.",
  "harbour/behind.sh": "behind",
  "harbour/end.md": "Text.",
  "harbour/tidy.sh": "tidy",
  "harbour/bye.sh": "echo bye from [[HOST_IP]]",
};

let world: LabWorld;
let learner: LabLearner;
let id: string;
beforeEach(async () => {
  world = await createLabWorld(SCENARIO, { SLIPWAY_MAX_SANDBOXES: "4" });
  learner = world.someone();
  id = await learner.begin("harbour");
});
afterEach(() => world.close());

const nodes = async () => (await learner.ask<SessionView>(`/api/sessions/${id}`)).nodes;
const addressOf = async (name: string) => {
  const node = (await nodes()).find((one) => one.name === name);
  return node?.privateAddress ?? node?.address ?? "none";
};
const times = (script: string) => world.scripts.ran.filter((text) => text === script).length;
const placed = (words: string) => world.scripts.placed.filter((archive) => archive.includes(words));

describe("scripts of a Killercoda lab", () => {
  it("have the session's addresses, and so has what is typed", async () => {
    const [first, second] = [await addressOf("node1"), await addressOf("node2")];
    await vi.waitFor(() => expect(world.scripts.ran).toContain(`join ${second}`));
    await learner.post(id, "check");
    expect(world.scripts.ran).toContain(`ask ${first} && echo done`);
    await vi.waitFor(async () => {
      const { foreground } = await learner.step(id, 0);
      expect(foreground).toMatch(/^echo http:\/\/8000--sbx-\w+\.localhost:\d+\/x$/);
    });
  });

  it("find on every node where its previews are", async () => {
    for (const { sandboxId } of await nodes()) {
      const [archive] = placed(`PORT--${sandboxId.replace("_", "-")}`);
      expect(archive).toContain("etc/killercoda/host");
    }
  });

  it("leave in the sandbox what they said", async () => {
    const script = `ask ${await addressOf("node1")} && echo done`;
    world.scripts.ends[script] = { exitCode: 4, output: "not there" };
    await learner.post(id, "check");
    await vi.waitFor(() => expect(placed("var/log/killercoda/step-1-verify.log")).toHaveLength(1));
    const [log] = placed("var/log/killercoda/step-1-verify.log");
    expect(log).toContain("harbour/verify.sh ended with exit status 4\nnot there");
    expect(placed("var/log/killercoda/intro-background.log")).toHaveLength(1);
  });

  it("that give hints run once for all who ask at the same time", async () => {
    world.scripts.ends.hint = { hangs: true };
    const asked = Array.from({ length: 5 }, () => learner.post(id, "hint").catch(() => undefined));
    await vi.waitFor(() => expect(times("hint")).toBe(1));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(times("hint")).toBe(1);
    await learner.end(id);
    await Promise.all(asked);
  });

  it("that fail while nobody looks are told with their last lines, until the learner goes on", async () => {
    world.scripts.ends.behind = { exitCode: 2, output: "no room\nfor it" };
    await learner.post(id, "enter", { index: 1 });
    await learner.until(id, {
      current: 1,
      setup: { state: "failed", message: "harbour/behind.sh ended with exit status 2.\nno room\nfor it" },
    });
    expect((await learner.post(id, "enter", { index: 2 })).setup.state).toBe("done");
  });
});

describe("a hint that is a script", () => {
  const ask = () => learner.post<LabStepView>(id, "hint");

  it("is given the seconds on the step, has nothing to say at first, and is shown as a text of its dialect", async () => {
    const commands: string[][] = [];
    const { exec } = world.driver;
    world.driver.exec = (sandboxId, options) => {
      commands.push(options.command);
      return exec(sandboxId, options);
    };
    expect(await learner.step(id, 0)).toMatchObject({ hints: [], hintCount: 1 });
    world.scripts.ends.hint = { exitCode: 1 };
    await expect(ask()).rejects.toThrow("lab.no-hint");
    world.scripts.ends.hint = { exitCode: 0, output: "Try `docker ps`{{exec}}\n" };
    world.passTime(75_000);
    const { hints } = await ask();
    expect(JSON.stringify(hints)).toContain('"text":"docker ps","action":"run"');
    const [early, late] = commands.flatMap((command) =>
      command[3] === "stdout" ? [Number(command[4])] : [],
    );
    expect((late ?? 0) - (early ?? 0)).toBeGreaterThanOrEqual(75);
    expect((await ask()).hints).toHaveLength(1);
    expect(times("hint")).toBe(2);
  });

  it("says what is wrong with it when it cannot be run", async () => {
    world.scripts.ends.hint = { exitCode: 127 };
    await expect(ask()).rejects.toThrow("uses a command that does not exist");
  });
});

describe("the scripts of the finish page", () => {
  it("run when it is first reached, and again only in sandboxes that went back", async () => {
    const farewell = `echo bye from ${await addressOf("node1")}`;
    await learner.post(id, "enter", { index: 2 });
    expect((await learner.step(id, 2)).foreground).toBe(farewell);
    expect((await learner.step(id, 2)).foreground).toBeNull();
    await vi.waitFor(() => expect(times("tidy")).toBe(1));
    await learner.post(id, "enter", { index: 0 });
    await learner.post(id, "enter", { index: 2 });
    expect((await learner.step(id, 2)).foreground).toBeNull();
    await learner.post(id, "restore", { index: 0 });
    await learner.post(id, "enter", { index: 2 });
    await vi.waitFor(() => expect(times("tidy")).toBe(2));
  });

  it("do not run again when the server is started anew", async () => {
    await learner.post(id, "enter", { index: 2 });
    await vi.waitFor(() => expect(times("tidy")).toBe(1));
    learner = await world.restart(learner.browser);
    expect(await learner.post(id, "enter", { index: 2 })).toMatchObject({ current: 2 });
    expect((await learner.step(id, 2)).foreground).toBeNull();
    expect(times("tidy")).toBe(1);
  });
});
