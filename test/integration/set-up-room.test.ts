import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { LabLearner } from "../support/lab-learner.ts";
import { createLabWorld, type LabWorld } from "../support/lab-world.ts";
import { createImporter, packed } from "../unit/labs/imports/import-world.ts";

const aLab = (name: string, setUp: string) => ({
  [`${name}/lab.md`]: `---\ntitle: ${name}\nsummary: S.\nlevel: beginner\nminutes: 5\ngoals: [To be set up]\nsetup: [${setUp}]\n---\nBegin.\n`,
  [`${name}/steps/01-a.md`]: "---\ntitle: A\n---\nText.\n",
});
const BROUGHT = ["one", "two", "three", "four"];

let world: LabWorld;
let learner: LabLearner;
let slugs: string[];
beforeEach(async () => {
  world = await createLabWorld(aLab("house", "set-up-house"), {
    SLIPWAY_SESSIONS_PER_PERSON: "10",
    SLIPWAY_MAX_SANDBOXES: "10",
  });
  learner = world.someone();
  const files = Object.assign({}, ...BROUGHT.map((name) => aLab(name, `set-up-${name}`)));
  const { labs } = await createImporter(learner.browser).bring(await packed(files));
  slugs = labs.flatMap(({ slug }) => slug ?? []);
  for (const name of [...BROUGHT, "house"]) world.scripts.ends[`set-up-${name}`] = { hangs: true };
  // The reader of imports is a process of its own.
}, 60_000);
afterEach(() => world.close());

const running = () => world.scripts.ran.filter((text) => text.startsWith("set-up-"));
const settled = () => new Promise((resolve) => setTimeout(resolve, 200));

describe("set-ups of labs that people brought", () => {
  it("are done two at a time, and the house's wait for none of them", async () => {
    const ids = [];
    for (const slug of slugs) ids.push(await learner.start(slug));
    await vi.waitFor(() => expect(running()).toHaveLength(2));
    await learner.start("house");
    await vi.waitFor(() => expect(running()).toContain("set-up-house"));
    await settled();
    expect(running()).toHaveLength(3);
    expect(world.driver.records.size).toBe(3);
    await learner.end(ids[0] ?? "");
    await vi.waitFor(() => expect(running()).toHaveLength(4));
  });

  it("end when nobody waits for them any longer, and no sooner", async () => {
    const other = world.someone();
    const [slug = ""] = slugs;
    const [mine, theirs] = [await learner.start(slug), await other.start(slug)];
    await vi.waitFor(() => expect(world.driver.records.size).toBe(1));
    await learner.end(mine);
    await settled();
    expect(world.driver.records.size).toBe(1);
    await other.end(theirs);
    await vi.waitFor(() => expect(world.driver.records.size).toBe(0));
    expect(world.driver.saves.listTemplates()).toEqual([]);
  });

  it("are begun anew by whoever comes after that", async () => {
    const [slug = ""] = slugs;
    await learner.end(await learner.start(slug));
    for (const name of BROUGHT) delete world.scripts.ends[`set-up-${name}`];
    await learner.begin(slug);
    expect(world.driver.saves.listTemplates()).toHaveLength(1);
  });
});

describe("a set-up of the house's", () => {
  it("is finished though nobody waits for it any longer", async () => {
    await learner.end(await learner.start("house"));
    await vi.waitFor(() => expect(running()).toEqual(["set-up-house"]));
    await settled();
    expect(world.driver.records.size).toBe(1);
  });
});
