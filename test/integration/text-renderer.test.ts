import { readFileSync } from "node:fs";
import { setImmediate as turn } from "node:timers/promises";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { LearnerId } from "../../runtime/protocol/index.ts";
import { boundsExceeded, textBounds } from "../../server/labs/markdown/text-bounds.ts";
import type { RenderJob } from "../../server/labs/rendering/render-job.ts";
import {
  createTextRenderer,
  type RenderLimits,
  renderLimits,
  type TextRenderer,
} from "../../server/labs/rendering/text-renderer.ts";
import { childrenThatRun } from "../support/child-processes.ts";
import { words } from "../unit/labs/markdown/rendering.ts";
import { refusal } from "../unit/labs/sources/refusal.ts";

const ada = "lrn_ada" as LearnerId;
const eve = "lrn_eve" as LearnerId;
const strangers = (learnerId: LearnerId) => ({ learnerId, ofTheHouse: false });
const house = { learnerId: ada, ofTheHouse: true };

const aText = (markdown: string, context: Partial<RenderJob["context"]> = {}): RenderJob => ({
  source: { markdown, file: "lab.md", lineOffset: 0 },
  context: {
    dialect: "native",
    assets: { paths: [], before: "", after: "" },
    variables: {},
    nodes: {},
    ...context,
  },
});

/** About the slowest text that is let through to the parser. */
const slow = `${"*a* *b* *c* *d* *e*\n\n".repeat(textBounds.lines / 2 - 1)}`;

let renderers: TextRenderer[] = [];
const aRenderer = (limits: Partial<RenderLimits> = {}) => {
  const renderer = createTextRenderer({ ...renderLimits, textMs: 50_000, ...limits });
  renderers.push(renderer);
  return renderer;
};
afterEach(async () => {
  for (const renderer of renderers) renderer.dispose();
  renderers = [];
  await vi.waitFor(() => expect(running()).toEqual([]));
});

const running = () => childrenThatRun("render-worker.ts");
const oneProcess = async () => {
  const [pid, ...others] = running();
  expect(others).toEqual([]);
  if (pid === undefined) throw new Error("no process runs");
  return pid;
};

describe("texts in a process of their own", () => {
  it("are as their lab and their session have them", async () => {
    const { text, quizzes } = await aRenderer().render(
      aText("![](images/a%20b.png) ![](images/none.png) $$who$$ $$preview:80$$\n", {
        assets: { paths: ["images/a b.png"], before: "/api/labs/x/assets/", after: "?digest=d" },
        variables: { who: "Ada" },
        nodes: { node1: { preview: "http://PORT--sbx-a.localhost", address: "10.0.0.1" } },
      }),
      strangers(ada),
    );
    const told = JSON.stringify(text);
    expect(told).toContain('"src":"/api/labs/x/assets/images/a%20b.png?digest=d"');
    expect(told).toContain("http://80--sbx-a.localhost");
    expect(words(text)).toContain("Ada");
    expect(quizzes).toEqual([]);
  });

  it("know nothing of the server's settings", async () => {
    process.env.SLIPWAY_TEST_SECRET = "seen";
    try {
      await aRenderer().render(aText("Hello."), strangers(ada));
      const environment = readFileSync(`/proc/${await oneProcess()}/environ`, "utf8");
      expect(environment).toContain("PATH=");
      expect(environment).not.toContain("SLIPWAY_TEST_SECRET");
    } finally {
      delete process.env.SLIPWAY_TEST_SECRET;
    }
  });

  it("leave the server's thread to others while they are rendered", async () => {
    expect(boundsExceeded(slow)).toBeNull();
    const renderer = aRenderer();
    await renderer.render(aText("Hello."), strangers(ada));
    let done = false;
    const rendered = renderer.render(aText(slow), strangers(ada)).finally(() => {
      done = true;
    });
    // On this thread the text would be one turn, and a few for what waits for it.
    for (let turns = 0; turns < 1000; turns++) await turn();
    expect(done).toBe(false);
    await rendered;
  });

  it("that take too long are refused, and the next is shown", async () => {
    const renderer = aRenderer({ startMs: 8000 });
    await renderer.render(aText("Hello."), strangers(ada));
    const stuck = await oneProcess();
    // No text within the bounds takes as long as a process that stands still.
    process.kill(stuck, "SIGSTOP");
    const first = refusal(() => renderer.render(aText("Never."), strangers(eve)));
    const next = renderer.render(aText("After it."), strangers(ada));
    expect(await first).toBe("lab.text-refused: This text takes too long to be shown.");
    expect(words((await next).text)).toBe("After it.");
    expect(await oneProcess()).not.toBe(stuck);
  });

  it("that compute for too long are refused", async () => {
    const renderer = aRenderer({ textMs: 1 });
    expect(await refusal(() => renderer.render(aText(slow), strangers(eve)))).toBe(
      "lab.text-refused: This text takes too long to be shown.",
    );
  });

  it("of the house do not wait for others'", async () => {
    const renderer = aRenderer();
    await renderer.render(aText("Hello."), strangers(eve));
    const others = await oneProcess();
    const ends: string[] = [];
    process.kill(others, "SIGSTOP");
    const rendering = renderer.render(aText(slow), strangers(eve)).then(() => ends.push("eve's"));
    await renderer.render(aText("Hello."), house).then(() => ends.push("the house's"));
    process.kill(others, "SIGCONT");
    await rendering;
    expect(ends).toEqual(["the house's", "eve's"]);
  });

  it("that take too much memory are refused, and the next is shown", async () => {
    const renderer = aRenderer({ memoryMib: 24 });
    const refusals = await refusal(() => renderer.render(aText(slow), strangers(eve)));
    expect(refusals).toBe("lab.text-refused: This text takes too much memory to be shown.");
    expect(words((await renderer.render(aText("After it."), strangers(ada))).text)).toBe("After it.");
  });

  it("are shown again after their process was killed", async () => {
    const renderer = aRenderer();
    await renderer.render(aText("Hello."), strangers(ada));
    const before = await oneProcess();
    process.kill(before, "SIGKILL");
    // At once, before the server has been told, and again.
    for (const text of ["One.", "Two."])
      expect(words((await renderer.render(aText(text), strangers(ada))).text)).toBe(text);
    expect(await oneProcess()).not.toBe(before);
  });

  it("are shown in turns, whoever asks for how many", async () => {
    const renderer = aRenderer();
    const ends: string[] = [];
    const ask = (name: string, learnerId: LearnerId) =>
      renderer.render(aText("Hello."), strangers(learnerId)).then(() => ends.push(name));
    await Promise.all([ask("eve 1", eve), ask("eve 2", eve), ask("eve 3", eve), ask("ada 1", ada)]);
    expect(ends).toEqual(["eve 1", "eve 2", "ada 1", "eve 3"]);
  });

  it("are refused to whoever asks for very many at once, and to nobody else", async () => {
    const renderer = aRenderer({ waitingOfLearner: 2 });
    const ask = (learnerId: LearnerId) => renderer.render(aText("Hello."), strangers(learnerId));
    // One is being rendered, two wait.
    const some = [ask(eve), ask(eve), ask(eve)];
    expect(await refusal(() => ask(eve))).toBe("limit.rate: Too many texts wait to be shown at the moment.");
    await Promise.all([...some, ask(ada)]);
  });

  it("leave no process behind, and none that waits", async () => {
    const renderer = aRenderer();
    await Promise.all([
      renderer.render(aText("Hello."), strangers(ada)),
      renderer.render(aText("Hello."), house),
    ]);
    expect(running()).toHaveLength(2);
    const waiting = [1, 2].map(() => refusal(() => renderer.render(aText(slow), strangers(ada))));
    renderer.dispose();
    for (const one of await Promise.all(waiting))
      expect(one).toMatch(/^lab.text-refused: The server is being/);
    await vi.waitFor(() => expect(running()).toEqual([]));
    expect(await refusal(() => renderer.render(aText("Hello."), house))).toMatch(/The server is being/);
    expect(running()).toEqual([]);
  });

  it("leave their process for a while only", async () => {
    const renderer = aRenderer({ idleMs: 20 });
    await renderer.render(aText("Hello."), strangers(ada));
    await vi.waitFor(() => expect(running()).toEqual([]));
    expect(words((await renderer.render(aText("Again."), strangers(ada))).text)).toBe("Again.");
  });
});
