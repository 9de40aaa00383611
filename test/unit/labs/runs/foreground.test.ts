import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { LabLearner } from "../../../support/lab-learner.ts";
import { createLabWorld, type LabWorld } from "../../../support/lab-world.ts";

const LABS = {
  "slow/lab.md": `---
title: A lab
summary: Its start goes on and on.
level: beginner
minutes: 5
goals: [To be tested]
start: [start-without-end]
---
Begin.
`,
  "slow/steps/01-a.md": "---\ntitle: A\nforeground: greet\n---\nText.\n",
  "slow/steps/02-b.md": "---\ntitle: B\nforeground: go-on\nbackground: behind\n---\nText.\n",
};

let world: LabWorld;
let learner: LabLearner;
beforeEach(async () => {
  world = await createLabWorld(LABS);
  learner = world.someone();
});
afterEach(() => world.close());

const foreground = async (id: string, index: number) => (await learner.step(id, index)).foreground;

it("a foreground command is given out while the start scripts still run, once", async () => {
  world.scripts.ends["start-without-end"] = { hangs: true };
  const id = await learner.begin("slow");
  await learner.until(id, { foregroundWaits: true, setup: { state: "running" } });
  expect(world.scripts.ran).toContain("start-without-end");
  expect(await foreground(id, 0)).toBe("greet");
  expect(await learner.run(id)).toMatchObject({ foregroundWaits: false, setup: { state: "running" } });
  expect(await foreground(id, 0)).toBeNull();
  await learner.end(id);
});

it("every page is told when one is there, however early it asked for the step", async () => {
  const id = await learner.begin("slow");
  const page = learner.page(id);
  try {
    expect(await foreground(id, 0)).toBe("greet");
    await vi.waitFor(() => expect(page.told.at(-1)).toMatchObject({ current: 0 }));
    await learner.post(id, "enter", { index: 1 });
    await vi.waitFor(() => expect(page.told.at(-1)).toMatchObject({ current: 1, foregroundWaits: true }));
    expect(await foreground(id, 1)).toBe("go-on");
  } finally {
    page.close();
  }
});

it("what nobody was given is not left over when the learner goes back", async () => {
  const id = await learner.begin("slow");
  await learner.until(id, { foregroundWaits: true });
  await learner.post(id, "enter", { index: 1 });
  await learner.until(id, { current: 1, foregroundWaits: true });
  await learner.post(id, "restore", { index: 0 });
  await learner.until(id, { current: 0, foregroundWaits: true });
  expect(await foreground(id, 1)).toBeNull();
  expect(await foreground(id, 0)).toBe("greet");
});
