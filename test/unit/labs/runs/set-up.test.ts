import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { LabPageView, PoolStatus, SessionView } from "../../../../runtime/protocol/index.ts";
import { SET_UP_LIMIT_MS } from "../../../../server/labs/running/run-set-up.ts";
import type { LabLearner } from "../../../support/lab-learner.ts";
import { createLabWorld, type LabWorld, writeLabs } from "../../../support/lab-world.ts";

const lab = (more: string) => `---
title: A lab
summary: For a test.
level: beginner
minutes: 5
goals: [To be tested]
${more}---
Begin.
`;
const LABS = {
  "heavy/lab.md": lab("setup: [set-up]\nstart: [start-one, start-two]\nimages: [nowhere-to-be-had]\n"),
  "heavy/steps/01-a.md": "---\ntitle: A\n---\nText.\n",
  "pair/lab.md": lab("nodes: 2\nsetup: [{ run: set-up-two, node: node2 }]\n"),
  "pair/files/here": "x",
  "pair/steps/01-a.md":
    "---\ntitle: A\nchecks: [{ looksAt: it, script: { run: check-two, node: node2 } }]\n---\nText.\n",
  "long/lab.md": lab("setup: [one, two, three]\n"),
  "long/steps/01-a.md": "---\ntitle: A\n---\nText.\n",
  "wide/lab.md": lab("nodes: 5\n"),
  "wide/steps/01-a.md": "---\ntitle: A\n---\nText.\n",
};

let world: LabWorld;
let learner: LabLearner;
beforeEach(async () => {
  world = await createLabWorld(LABS, { SLIPWAY_MAX_SANDBOXES: "4" });
  learner = world.someone();
});
afterEach(() => world.close());

const session = (id: string) => learner.ask<SessionView>(`/api/sessions/${id}`);
const failed = (id: string) =>
  vi.waitFor(async () => {
    const view = await session(id);
    expect(view.state).toBe("failed");
    return view;
  });
const times = (script: string) => world.scripts.ran.filter((text) => text === script).length;
const templates = () => world.driver.saves.listTemplates().map(({ name }) => name);

describe("a set-up", () => {
  it("is done once for all who start at the same time, and for whoever comes later", async () => {
    const others = [world.someone(), world.someone()];
    await Promise.all([learner, ...others].map((one) => one.begin("heavy")));
    expect(times("set-up")).toBe(1);
    expect(templates()).toHaveLength(1);
    await world.someone().begin("heavy");
    expect(times("set-up")).toBe(1);
    await vi.waitFor(() => expect(world.driver.records.size).toBe(4));
  });

  it("that fails is told with its author's words and what is missing, leaves nothing, and is tried again by Retry", async () => {
    world.scripts.ends["set-up"] = { exitCode: 7, output: "no such thing" };
    const id = await learner.start("heavy");
    const { failure } = await failed(id);
    expect(failure?.code).toBe("lab.images-missing");
    expect(failure?.message).toContain("ended with exit status 7");
    expect(failure?.message).toContain("no such thing");
    expect(failure?.message).toContain("nowhere-to-be-had");
    expect(templates()).toEqual([]);
    await vi.waitFor(() => expect(world.driver.records.size).toBe(0));
    delete world.scripts.ends["set-up"];
    await learner.browser.fetch(`/api/sessions/${id}/retry`, { method: "POST" });
    await vi.waitFor(async () => expect((await learner.run(id)).steps[0]?.canRestore).toBe(true), {
      timeout: 10_000,
    });
    expect(times("set-up")).toBe(2);
  });

  it("that takes too long as a whole is ended, and its learner told which script was running", async () => {
    world.scripts.ends.two = { hangs: true, output: "still at it" };
    let goOn = () => {};
    world.scripts.ends.one = {
      waitsFor: new Promise<void>((resolve) => {
        goOn = resolve;
      }),
    };
    const id = await learner.start("long");
    // Without a page nobody would be there after so long.
    const page = learner.page(id);
    await vi.waitFor(() => expect([times("one"), page.told.length > 0]).toEqual([1, true]));
    world.passTime(SET_UP_LIMIT_MS - 250);
    goOn();
    const { failure } = await failed(id);
    expect(failure?.code).toBe("lab.setup-failed");
    expect(failure?.message).toContain("lab.md (2 of 3) was running when the 30 minutes were over");
    expect([times("one"), times("two"), times("three")]).toEqual([1, 1, 0]);
    expect(templates()).toEqual([]);
    page.close();
  });

  it("is done anew when its lab changes, and the old template goes; who is in it goes on with the old words", async () => {
    const id = await learner.begin("heavy");
    const [old] = templates();
    writeLabs(world.labsDir, { "heavy/lab.md": LABS["heavy/lab.md"].replace("set-up", "other-set-up") });
    await vi.waitFor(async () => expect(await learner.run(id)).toMatchObject({ outdated: true }), {
      timeout: 10_000,
    });
    await vi.waitFor(() => expect(templates()).not.toContain(old));
    await world.someone().begin("heavy");
    expect(times("other-set-up")).toBe(1);
    expect(await learner.post(id, "enter", { index: 1 })).toMatchObject({ finished: true });
  });

  it("runs what is each learner's while they read, and tells which failed", async () => {
    world.scripts.ends["start-two"] = { exitCode: 1, output: "not today" };
    const id = await learner.begin("heavy");
    await vi.waitFor(async () => expect((await learner.run(id)).setup.state).toBe("failed"));
    expect((await learner.run(id)).setup.message).toContain("not today");
    expect(times("start-one")).toBe(1);
    delete world.scripts.ends["start-two"];
    await learner.post(id, "restore", { index: 0 });
    await vi.waitFor(async () =>
      expect((await learner.run(id)).setup).toEqual({ state: "done", message: "" }),
    );
  });

  it("that still runs is left alone when its learner goes back", async () => {
    world.scripts.ends["start-one"] = { hangs: true };
    const id = await learner.begin("heavy");
    await vi.waitFor(() => expect(times("start-one")).toBe(1));
    await learner.post(id, "restore", { index: 0 });
    await vi.waitFor(() => expect(times("start-one")).toBe(2));
    expect(times("start-two")).toBe(0);
    expect((await learner.run(id)).setup.state).toBe("running");
  });
});

describe("a lab of several nodes", () => {
  it("has them made and set up, each check on its own node", async () => {
    const id = await learner.begin("pair");
    expect((await session(id)).nodes).toMatchObject([
      { name: "node1", state: "ready" },
      { name: "node2", state: "ready" },
    ]);
    expect(times("set-up-two")).toBe(1);
    expect((await learner.post(id, "check")).checks).toMatchObject([{ state: "passed" }]);
    const kept = world.driver.saves.done.filter((line) => line.startsWith("snapshot"));
    expect(kept).toHaveLength(2);
  });

  it("is refused where there is no room for it at all", async () => {
    await expect(learner.start("wide")).rejects.toThrow("needs 5 nodes, and this server runs 4");
  });

  it("waits for places for all of them", async () => {
    const [first, second] = [await learner.begin("pair"), await world.someone().begin("pair")];
    const third = world.someone();
    const waiting = await third.start("pair");
    const view = () => third.ask<SessionView>(`/api/sessions/${waiting}`);
    expect(await view()).toMatchObject({ state: "provisioning", queuePosition: 1 });
    expect(second).toBeDefined();
    await learner.end(first);
    await vi.waitFor(async () => expect((await view()).state).toBe("ready"), { timeout: 10_000 });
  });

  it("lets whoever needs fewer pass while it waits, and after ten minutes has the places kept for it", async () => {
    const holders = [await learner.begin("pair"), await learner.begin("heavy")];
    const third = world.someone();
    const waiting = await third.start("pair");
    const view = () => third.ask<SessionView>(`/api/sessions/${waiting}`);
    expect(await view()).toMatchObject({ queuePosition: 1, progress: expect.stringContaining("2 free") });
    // Nobody's place is kept for long without a page.
    const page = third.page(waiting);
    await vi.waitFor(() => expect(page.told.length).toBeGreaterThan(0));
    const free = async () => (await learner.ask<PoolStatus>("/api/pool")).free;
    expect(await free()).toBe(1);

    const passer = world.someone();
    const passed = await passer.begin("heavy");
    expect(await view()).toMatchObject({ queuePosition: 1 });
    await passer.end(passed);
    await vi.waitFor(async () => expect(await free()).toBe(1));
    world.passTime(10 * 60_000);
    const other = world.someone();
    const behind = await other.start("heavy");
    expect(await other.ask(`/api/sessions/${behind}`)).toMatchObject({ queuePosition: 2 });
    expect(await free()).toBe(0);
    const more = await learner.browser.fetch(`/api/sessions/${holders[1]}/nodes`, { method: "POST" });
    expect(await more.json()).toMatchObject({ code: "pool.full", detail: expect.stringContaining("kept") });

    await learner.end(holders[1] ?? "");
    await vi.waitFor(async () => expect((await view()).state).toBe("ready"), { timeout: 10_000 });
    expect(await other.ask(`/api/sessions/${behind}`)).toMatchObject({ queuePosition: 1 });
    page.close();
  });

  it("fails, and holds up nobody, where it waits for more than there is since the server started anew", async () => {
    await learner.begin("pair");
    await world.someone().begin("pair");
    const third = world.someone();
    const waiting = await third.start("pair");
    const again = await world.restart(third.browser, { SLIPWAY_MAX_SANDBOXES: "1" });
    await vi.waitFor(async () =>
      expect(await again.ask(`/api/sessions/${waiting}`)).toMatchObject({
        state: "failed",
        queuePosition: null,
        failure: { code: "pool.full", message: expect.stringContaining("2 sandboxes") },
      }),
    );
  });
});

describe("a lab that is gone", () => {
  it("leaves the catalog, and stays for whoever is in it", async () => {
    const id = await learner.begin("heavy");
    rmSync(join(world.labsDir, "heavy"), { recursive: true });
    await vi.waitFor(async () => expect((await learner.browser.fetch("/api/labs/heavy")).status).toBe(404), {
      timeout: 10_000,
    });
    expect(await learner.run(id)).toMatchObject({ title: "A lab", outdated: true });
    expect((await learner.step(id, 0)).title).toBe("A");
  });
});

it("a lab's page says which images are missing before Start", async () => {
  await learner.browser.fetch("/api/labs");
  const page = await learner.ask<LabPageView>("/api/labs/heavy");
  expect(page).toMatchObject({ missingImages: ["nowhere-to-be-had"], progress: { state: "none" } });
});
