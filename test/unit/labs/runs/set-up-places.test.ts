import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { PoolStatus, SessionView } from "../../../../runtime/protocol/index.ts";
import type { LabLearner } from "../../../support/lab-learner.ts";
import { createLabWorld, type LabWorld } from "../../../support/lab-world.ts";

const aLab = (name: string, more: string) => ({
  [`${name}/lab.md`]: `---\ntitle: ${name}\nsummary: S.\nlevel: beginner\nminutes: 5\ngoals: [To be set up]\n${more}---\nBegin.\n`,
  [`${name}/steps/01-a.md`]: "---\ntitle: A\n---\nText.\n",
});
const NAMES = ["a", "b", "c", "d"];
const LABS = Object.assign(
  aLab("pair", "nodes: 2\nsetup: [{ run: set-up-two, node: node2 }]\n"),
  ...NAMES.map((name) => aLab(name, `setup: [set-up-${name}]\n`)),
);

let world: LabWorld;
/** How many sandboxes there were at most at one time. */
let most: number;
beforeEach(() => {
  most = 0;
});
afterEach(() => world.close());

async function begin(places: number, warm = 0) {
  world = await createLabWorld(LABS, {
    SLIPWAY_MAX_SANDBOXES: String(places),
    SLIPWAY_WARM: String(warm),
  });
  const { driver } = world;
  const { create } = driver;
  driver.create = async (request) => {
    const made = await create(request);
    most = Math.max(most, driver.records.size);
    return made;
  };
}

/** Holds this lab's set-up; the function returned lets it end. */
function hold(script: string): () => void {
  let release = () => {};
  const waitsFor = new Promise<void>((resolve) => {
    release = resolve;
  });
  world.scripts.ends[script] = { waitsFor };
  return () => release();
}
const soon = (look: () => unknown) => vi.waitFor(look, { timeout: 10_000 });
const runs = (script: string) => world.scripts.ran.filter((text) => text === script).length;
const begun = (script: string) => soon(() => expect(runs(script)).toBe(1));
const view = (who: LabLearner, id: string) => who.ask<SessionView>(`/api/sessions/${id}`);
const until = (who: LabLearner, id: string, expected: Partial<SessionView>) =>
  soon(async () => expect(await view(who, id)).toMatchObject(expected));
const free = async () => (await world.someone().ask<PoolStatus>("/api/pool")).free;

describe("a set-up", () => {
  it("is done in the place of whoever waits for it, also where that is the only one", async () => {
    await begin(1);
    const learner = world.someone();
    const id = await learner.begin("a");
    expect((await view(learner, id)).state).toBe("ready");
    expect([runs("set-up-a"), most]).toEqual([1, 1]);
  });

  it("waits for no place: a pool full of people who wait for set-ups serves them all, and who is behind", async () => {
    await begin(2);
    const releases = NAMES.map((name) => hold(`set-up-${name}`));
    const people = NAMES.map((name) => ({ who: world.someone(), name, id: "" }));
    for (const one of people) one.id = await one.who.start(one.name);
    await begun("set-up-a");
    await begun("set-up-b");
    for (const release of releases) release();
    for (const { who, id } of people) {
      await until(who, id, { state: "ready" });
      await who.end(id);
    }
    expect(most).toBe(2);
  });

  it("has a warm sandbox give up its place, which no lab with a template can use", async () => {
    await begin(2, 1);
    const isWarm = () => [...world.driver.records.values()].map(({ labels }) => labels.warm);
    await soon(() => expect(isWarm()).toEqual([true]));
    await world.someone().begin("a");
    expect(isWarm().sort()).toEqual([false, true]);
    await world.someone().begin("b");
    await soon(() => expect(isWarm()).toEqual([false, false]));
    expect(most).toBe(2);
  });

  it("that nobody waits for any longer takes a place until it is done", async () => {
    await begin(1);
    const release = hold("set-up-a");
    const [first, second] = [world.someone(), world.someone()];
    const left = await first.start("a");
    await begun("set-up-a");
    expect(await free()).toBe(0);
    await first.end(left);
    await until(first, left, { state: "ended" });
    expect(await free()).toBe(0);
    const id = await second.start("b");
    await until(second, id, { state: "provisioning", queuePosition: 1 });
    release();
    await until(second, id, { state: "ready" });
    expect(most).toBe(1);
    await second.end(id);
    await world.someone().begin("a");
    expect(runs("set-up-a")).toBe(1);
  });

  it("of a node that was removed meanwhile takes a place as well", async () => {
    await begin(2);
    const release = hold("set-up-two");
    const learner = world.someone();
    const id = await learner.start("pair");
    await begun("set-up-two");
    await learner.browser.fetch(`/api/sessions/${id}/nodes/node2`, { method: "DELETE" });
    expect((await view(learner, id)).nodes).toHaveLength(1);
    expect(await free()).toBe(0);
    release();
    await soon(async () => expect(await free()).toBe(1));
    expect(most).toBe(2);
  });

  it("that waits for its turn is not begun when its learner has gone, and the place is another's", async () => {
    await begin(4);
    const releases = NAMES.slice(0, 3).map((name) => hold(`set-up-${name}`));
    for (const name of NAMES.slice(0, 3)) {
      await world.someone().start(name);
      await begun(`set-up-${name}`);
    }
    const leaver = world.someone();
    const left = await leaver.start("d");
    await until(leaver, left, { progress: "Other labs are being set up: this one waits for its turn" });
    await leaver.end(left);
    await until(leaver, left, { state: "ended" });
    const other = world.someone();
    await until(other, await other.start("a"), { state: "provisioning", queuePosition: null });
    expect(await free()).toBe(0);
    for (const release of releases) release();
    await soon(() => expect(world.driver.saves.listTemplates()).toHaveLength(3));
    await soon(() => expect(world.driver.records.size).toBe(4));
    expect([runs("set-up-d"), most]).toEqual([0, 4]);
    // Whoever comes for it later has it.
    await other.end(await other.start("a"));
    await world.someone().begin("d");
    expect(runs("set-up-d")).toBe(1);
  });
});
