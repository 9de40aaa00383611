import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { newSessionId } from "../../../../runtime/common/ids.ts";
import type { LabCard, LabPageView, SessionView } from "../../../../runtime/protocol/index.ts";
import { createRunBook } from "../../../../server/labs/runs/run-book.ts";
import type { RunRepository } from "../../../../server/labs/runs/run-repository.ts";
import type { LabLearner } from "../../../support/lab-learner.ts";
import { createLabWorld, type LabWorld } from "../../../support/lab-world.ts";
import { aLab } from "../library/a-lab.ts";
import { aRun } from "./a-run.ts";

const DAY_MS = 24 * 3600_000;

let world: LabWorld;
let learner: LabLearner;
beforeEach(async () => {
  world = await createLabWorld();
  learner = world.someone();
});
afterEach(() => world.close());

async function goThrough(who: LabLearner): Promise<void> {
  const id = await who.begin();
  await who.end(id);
  await vi.waitFor(async () =>
    expect((await who.ask<SessionView>(`/api/sessions/${id}`)).state).toBe("ended"),
  );
}
/** What is old is removed when a session ends: here another's. */
const sweep = () => goThrough(world.someone());
const progress = async () => (await learner.ask<LabCard[]>("/api/labs"))[0]?.progress.state;

/** Its learner looks at the lab every ten days, so that their cookie stays, and does nothing in it. */
async function passDays(days: number): Promise<void> {
  for (let left = days; left > 0; left -= 10) {
    world.passTime(Math.min(left, 10) * DAY_MS);
    await learner.ask<LabPageView>("/api/labs/small");
  }
}

it("What a learner did in a lab is forgotten half a year after the last time, though they look at its page", async () => {
  await goThrough(learner);
  await passDays(179);
  await sweep();
  expect(await progress()).toBe("begun");
  await passDays(2);
  await sweep();
  expect(await progress()).toBe("none");
});

it("It is kept for as long again when its learner goes on with it", async () => {
  await goThrough(learner);
  await passDays(100);
  await goThrough(learner);
  await passDays(179);
  await sweep();
  expect(await progress()).toBe("begun");
});

it("What was to be forgotten while no server ran is gone when one starts", async () => {
  await goThrough(learner);
  await passDays(181);
  expect(await progress()).toBe("begun");
  learner = await world.restart(learner.browser);
  await vi.waitFor(async () => expect(await progress()).toBe("none"));
});

it("Whatever is written down of it while its session lives is a use", async () => {
  const lab = aLab();
  const repository = { save: async () => undefined } as unknown as RunRepository;
  const book = createRunBook({ repository, now: () => 2000 });
  const run = book.add(aRun(lab, { usedAtMs: 1000 }), newSessionId(), lab);
  await book.save(run);
  expect(run.record.usedAtMs).toBe(2000);
});
