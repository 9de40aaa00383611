import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { AppError } from "../../../../runtime/common/app-error.ts";
import type { LabCard, SessionView } from "../../../../runtime/protocol/index.ts";
import type { LabLearner } from "../../../support/lab-learner.ts";
import { createLabWorld, type LabWorld } from "../../../support/lab-world.ts";

const LABS = {
  "slow/lab.md":
    "---\ntitle: A lab\nsummary: S.\nlevel: beginner\nminutes: 5\ngoals: [To end]\nstart: [prepare]\n---\nBegin.\n",
  "slow/steps/01-a.md": "---\ntitle: A\n---\nText.\n",
};

let world: LabWorld;
let learner: LabLearner;
beforeEach(async () => {
  world = await createLabWorld(LABS, { SLIPWAY_SESSIONS_PER_PERSON: "1" });
  learner = world.someone();
});
afterEach(() => world.close());

const progress = async () => (await learner.ask<LabCard[]>("/api/labs"))[0]?.progress;
const forget = () => learner.ask("/api/labs/slow/progress", { method: "DELETE" });
const isOver = (id: string) =>
  vi.waitFor(async () => expect((await learner.ask<SessionView>(`/api/sessions/${id}`)).state).toBe("ended"));
const templates = () => world.driver.saves.listTemplates().map(({ name }) => name);
const prepares = () => world.scripts.ran.filter((text) => text === "prepare").length;

describe("what was forgotten", () => {
  it("stays so though its start scripts were cut off by that", async () => {
    world.scripts.ends.prepare = { hangs: true };
    const id = await learner.begin("slow");
    await vi.waitFor(() => expect(prepares()).toBe(1));
    await forget();
    await isOver(id);
    expect(await progress()).toMatchObject({ state: "none" });
  });

  it("stays so though its sandbox was being kept meanwhile, which is not kept then", async () => {
    const id = await learner.begin("slow");
    let kept = () => {};
    const held = new Promise<void>((resolve) => {
      kept = resolve;
    });
    const { saveTemplate } = world.driver;
    let asked = false;
    world.driver.saveTemplate = async (...given) => {
      asked = true;
      await held;
      await saveTemplate(...given);
    };
    await learner.end(id);
    await vi.waitFor(() => expect(asked).toBe(true));
    const forgotten = forget();
    await new Promise((resolve) => setTimeout(resolve, 50));
    kept();
    await forgotten;
    await isOver(id);
    expect(await progress()).toMatchObject({ state: "none" });
    expect(templates()).toEqual([]);
  });
});

describe("a Start that is refused", () => {
  it("leaves no progress behind", async () => {
    await learner.browser.fetch("/api/labs");
    await learner.ask("/api/sessions", learner.json("POST", {}));
    await expect(learner.start("slow")).rejects.toThrow("limit.sessions");
    expect(await progress()).toMatchObject({ state: "none" });
  });
});

describe("going back", () => {
  it("that fails while the start scripts run tells that they were cut off", async () => {
    world.scripts.ends.prepare = { hangs: true };
    const id = await learner.begin("slow");
    await vi.waitFor(() => expect(prepares()).toBe(1));
    world.driver.restore = async () => {
      throw new AppError("sandbox.failed");
    };
    await expect(learner.post(id, "restore", { index: 0 })).rejects.toThrow("sandbox.failed");
    expect((await learner.run(id)).setup).toMatchObject({ state: "failed" });
  });
});
