import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pino from "pino";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { locateDataFolder } from "../../runtime/engine/data-folder.ts";
import { readInstallation } from "../../runtime/engine/installation-file.ts";
import { createIncusDriver } from "../../runtime/incus/incus-driver.ts";
import type { LabPageView, SessionView } from "../../runtime/protocol/index.ts";
import type { SandboxDriver } from "../../runtime/sandboxes/sandbox-driver.ts";
import { createBrowserLike } from "../support/browser-like.ts";
import { createLabLearner, type LabLearner } from "../support/lab-learner.ts";
import { writeLabs } from "../support/lab-world.ts";
import { runInSandbox } from "../support/run-in-sandbox.ts";
import { createTestServer, type TestServer } from "../support/server-process.ts";
import { createImporter, packed } from "../unit/labs/imports/import-world.ts";

const frontMatter = (title: string, more = "") => `---
title: ${title}
summary: For a test.
level: beginner
minutes: 5
goals: [To be tested]
${more}---
Begin.
`;

const LABS = {
  "heavy/lab.md": frontMatter(
    "A lab with a set-up",
    `setup:
  - sleep 4; date +%s%N > /root/set-up; docker run -d --name kept busybox sleep 1000000
start:
  - run: echo "$who" > /root/started
variables:
  - { name: who, value: somebody }
`,
  ),
  "heavy/files/app/greeting": "hello\n",
  "heavy/steps/01-file.md": `---
title: A file
checks:
  - looksAt: the file answer
    script: |
      [ "$(cat /root/answer 2>/dev/null)" = 42 ] && { echo "It says 42."; exit 0; }
      echo "There is: $(ls /root | tr '\\n' ' ')"; exit 1
    hint: Write 42 into it.
background: touch /root/background-ran
---
Write it.
`,
  "heavy/steps/02-container.md": `---
title: A container
checks:
  - looksAt: the container web
    script: docker inspect -f '{{.State.Running}}' web 2>&1 | grep -x true
---
Run it.
`,
  "broken/lab.md": frontMatter(
    "A lab that cannot be set up",
    "setup:\n  - echo 'the author says why'; exit 3\n",
  ),
  "broken/steps/01-a.md": "---\ntitle: A\n---\nText.\n",
  "endless/lab.md": frontMatter(
    "A lab whose set-up does not end",
    "setup:\n  - { run: 'echo waiting for ever; sleep 1000', timeoutSeconds: 3 }\n",
  ),
  "endless/steps/01-a.md": "---\ntitle: A\n---\nText.\n",
  "rude/lab.md": frontMatter("A lab with rude checks"),
  "rude/steps/01-a.md": `---
title: A
checks:
  - { looksAt: nothing for ever, script: { run: "sleep 1000", timeoutSeconds: 2 } }
  - { looksAt: nothing loudly, script: { run: "yes", timeoutSeconds: 20 } }
  - { looksAt: colours, script: "printf '\\\\033[31mred\\\\033[0m\\\\007\\\\n'; exit 1" }
---
Text.
`,
  "pair/lab.md": frontMatter(
    "A lab of two nodes",
    "nodes: 2\nterminals: [{ title: second, node: node2, command: touch /root/typed }]\n",
  ),
  "pair/files.node2/here": "on node2\n",
  "pair/steps/01-a.md": `---
title: A
checks:
  - looksAt: its neighbour
    script: { run: "ping -c1 -W2 node1 && cat /root/here", node: node2 }
---
Text.
`,
};

const folder = mkdtempSync(join(tmpdir(), "slipway-labs-"));
let server: TestServer;
let learner: LabLearner;
let driver: SandboxDriver;

const someone = (cookie = "") => {
  const browser = createBrowserLike(server.url);
  browser.cookie = cookie;
  return createLabLearner(browser, 90_000);
};
const session = (id: string) => learner.ask<SessionView>(`/api/sessions/${id}`);
const inside = async (id: string, script: string, node = "node1") => {
  const sandboxId = (await session(id)).nodes.find(({ name }) => name === node)?.sandboxId;
  if (!sandboxId) throw new Error(`no ${node}`);
  return (await runInSandbox(driver, sandboxId, script)).output.trim();
};
/** Without a warning; and starts it again, for a session that was ready. */
const killServer = async (id: string) => {
  const { cookie } = learner.browser;
  await server.killHard();
  await server.start();
  learner = someone(cookie);
  await vi.waitFor(async () => expect((await session(id)).state).toBe("ready"), { timeout: 30_000 });
};
const clock = async <Result>(work: () => Promise<Result>): Promise<[number, Result]> => {
  const startedAtMs = performance.now();
  const result = await work();
  return [Math.round(performance.now() - startedAtMs), result];
};

beforeAll(async () => {
  writeLabs(folder, LABS);
  const installation = readInstallation(locateDataFolder());
  if (!installation) throw new Error("set-up has not run");
  driver = createIncusDriver({ installation: () => installation, log: pino({ level: "silent" }) });
  server = await createTestServer({
    SLIPWAY_LABS_DIR: folder,
    SLIPWAY_MAX_SANDBOXES: "4",
    SLIPWAY_SESSIONS_PER_PERSON: "3",
  });
  await server.start();
  learner = someone();
});

afterAll(async () => {
  for (const { id } of await learner.ask<SessionView[]>("/api/sessions")) await learner.end(id);
  for (const slug of ["heavy", "rude", "pair", "broken", "endless"]) {
    await learner.browser.fetch(`/api/labs/${slug}/progress`, { method: "DELETE" });
  }
  await server.stop();
  for (const { name } of await driver.listTemplates()) await driver.deleteTemplate(name);
  driver.dispose();
  rmSync(folder, { recursive: true, force: true });
});

describe("a lab with a set-up", () => {
  let id: string;
  let setUpAt: string;

  it("is set up once: its second learner starts from a clone", async () => {
    const [coldMs, first] = await clock(() => learner.begin("heavy"));
    id = first;
    setUpAt = await inside(id, "cat /root/set-up");
    const other = someone();
    const [cloneMs, second] = await clock(() => other.begin("heavy"));
    console.log(`heavy set-up: first learner ${coldMs} ms, next ${cloneMs} ms to the first step`);
    const theirs = (await other.ask<SessionView>(`/api/sessions/${second}`)).nodes[0]?.sandboxId;
    if (!theirs) throw new Error("no node1");
    expect((await runInSandbox(driver, theirs, "cat /root/set-up")).output.trim()).toBe(setUpAt);
    expect(cloneMs).toBeLessThan(coldMs - 3000);
    await other.browser.fetch("/api/labs/heavy/progress", { method: "DELETE" });
  });

  it("has placed its files, and has run what each learner needs with their variables", async () => {
    await vi.waitFor(async () => expect((await learner.run(id)).setup.state).toBe("done"), {
      timeout: 30_000,
    });
    expect(await inside(id, "cat /root/app/greeting /root/started")).toBe("hello\nsomebody");
    await vi.waitFor(async () => expect(await inside(id, "ls /root")).toContain("background-ran"));
  });

  it("is checked when its learner asks", async () => {
    const failed = await learner.post(id, "check");
    expect(failed.checks).toMatchObject([{ state: "failed" }]);
    expect(failed.checks[0]?.found).toContain("app");
    expect(JSON.stringify(failed.checks[0]?.hint)).toContain("Write 42");
  });

  it("is checked by itself when a file changes, and passes", async () => {
    const page = learner.page(id);
    await vi.waitFor(() => expect(page.told.length).toBeGreaterThan(0));
    await vi.waitFor(() => expect(page.told.at(-1)?.checks[0]?.state).toBe("failed"), { timeout: 15_000 });
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await inside(id, "echo 42 > /root/answer");
    await vi.waitFor(() => expect(page.told.at(-1)?.steps[0]?.state).toBe("passed"), { timeout: 15_000 });
    page.close();
  });

  it("is checked by itself when the engine changes", async () => {
    await learner.post(id, "enter", { index: 1 });
    await vi.waitFor(async () => expect((await learner.run(id)).steps[1]?.canRestore).toBe(true), {
      timeout: 30_000,
    });
    const page = learner.page(id);
    await vi.waitFor(() => expect(page.told.length).toBeGreaterThan(0));
    await inside(id, "docker run -d --name web busybox sleep 1000000");
    await vi.waitFor(() => expect(page.told.at(-1)?.steps[1]?.state).toBe("passed"), { timeout: 20_000 });
    page.close();
  });

  it("goes back to how a step began: files, containers and terminals", async () => {
    await inside(id, "echo 43 > /root/answer; docker rm -f kept; touch /root/later");
    const [backMs, back] = await clock(() => learner.post(id, "restore", { index: 1 }));
    console.log(`Reset step: ${backMs} ms`);
    expect(back).toMatchObject({ current: 1, busy: null });
    expect(back.steps.map(({ state }) => state)).toEqual(["passed", "reached"]);
    expect(await inside(id, "cat /root/answer; ls /root/later 2>&1 | wc -l; ls /root")).not.toContain(
      "later\n",
    );
    expect(await inside(id, "cat /root/answer")).toBe("42");
    expect(await inside(id, "docker ps --format '{{.Names}}'")).toBe("kept");
    const { terminals } = await session(id);
    expect(terminals).toMatchObject([{ title: "Terminal 1", state: "open" }]);
    const [, first] = await clock(() => learner.post(id, "restore", { index: 0 }));
    expect(first.steps.map(({ state, canRestore }) => [state, canRestore])).toEqual([
      ["reached", true],
      ["ahead", false],
    ]);
    expect(await inside(id, "ls /root")).not.toContain("answer");
  });

  it("goes on after the server was killed", async () => {
    await inside(id, "echo 42 > /root/answer");
    await killServer(id);
    expect((await learner.post(id, "check")).steps[0]).toMatchObject({ state: "passed", canRestore: true });
  });

  it("goes on in a new session as the last one left it", async () => {
    await learner.post(id, "enter", { index: 1 });
    await vi.waitFor(async () => expect((await learner.run(id)).busy).toBeNull(), { timeout: 30_000 });
    await inside(id, "echo mine > /root/mine; docker run -d --name web busybox sleep 1000000");
    await learner.end(id);
    const [againMs, again] = await clock(async () => {
      const started = await learner.start("heavy");
      await vi.waitFor(async () => expect((await learner.run(started)).steps[1]?.canRestore).toBe(true), {
        timeout: 90_000,
      });
      return started;
    });
    console.log(`End, and Start again where it was: ${againMs} ms`);
    expect(again).not.toBe(id);
    id = again;
    expect(await learner.run(id)).toMatchObject({ current: 1, elapsedSeconds: expect.any(Number) });
    expect(await inside(id, "cat /root/mine /root/answer")).toBe("mine\n42");
    await vi.waitFor(
      async () =>
        expect((await inside(id, "docker ps --format '{{.Names}}'")).split("\n").sort()).toEqual([
          "kept",
          "web",
        ]),
      { timeout: 30_000 },
    );
    await learner.end(id);
  });
});

describe("bad input", () => {
  it.each([
    ["broken", "ended with exit status 3", "the author says why"],
    ["endless", "took longer than its 3 seconds", "waiting for ever"],
  ])("the set-up of %s is told, and its template is not kept", async (slug, problem, said) => {
    const id = await learner.start(slug);
    const failed = await vi.waitFor(
      async () => {
        const view = await session(id);
        expect(view.state).toBe("failed");
        return view;
      },
      { timeout: 60_000 },
    );
    expect(failed.failure?.code).toBe("lab.setup-failed");
    expect(failed.failure?.message).toContain(problem);
    expect(failed.failure?.message).toContain(said);
    await learner.end(id);
  });

  it("checks that hang, flood or colour are contained", async () => {
    const id = await learner.begin("rude");
    const { checks } = await learner.post(id, "check");
    expect(checks.map(({ state }) => state)).toEqual(["broken", "broken", "failed"]);
    expect(checks[0]?.found).toContain("2 seconds");
    expect(checks[1]?.found.split("\n").length).toBeLessThan(30);
    expect(checks[2]?.found).toBe("red");
    expect(await inside(id, "pgrep -c yes; true")).toBe("0");
    await learner.end(id);
  });
});

describe("a lab of two nodes", () => {
  it("has both joined, with the files of each, and goes on with both in a new session", async () => {
    const [ms, id] = await clock(() => learner.begin("pair"));
    console.log(`two nodes: ${ms} ms`);
    expect((await session(id)).nodes).toMatchObject([{ state: "ready" }, { state: "ready" }]);
    const { checks } = await learner.post(id, "check");
    expect(checks).toMatchObject([{ state: "passed" }]);
    expect(checks[0]?.found).toContain("on node2");
    expect((await session(id)).terminals.map(({ title }) => title)).toEqual(["Terminal 1", "second"]);
    await vi.waitFor(async () => expect(await inside(id, "ls /root", "node2")).toContain("typed"));
    const back = await learner.post(id, "restore", { index: 0 });
    expect(back.steps).toMatchObject([{ state: "reached" }]);
    expect((await learner.post(id, "check")).checks).toMatchObject([{ state: "passed" }]);

    await inside(id, "echo first > /root/mine");
    await inside(id, "echo second > /root/mine; docker run -d --name kept busybox sleep 1000000", "node2");
    await learner.end(id);
    const again = await learner.start("pair");
    await vi.waitFor(async () => expect((await learner.run(again)).steps[0]?.canRestore).toBe(true), {
      timeout: 120_000,
    });
    expect(await inside(again, "cat /root/mine")).toBe("first");
    expect(await inside(again, "cat /root/mine", "node2")).toBe("second");
    await vi.waitFor(
      async () => expect(await inside(again, "docker ps --format '{{.Names}}'", "node2")).toBe("kept"),
      { timeout: 30_000 },
    );
    expect((await learner.post(again, "check")).checks).toMatchObject([{ state: "passed" }]);
    await learner.end(again);
  });
});

it("a lab that was brought goes on after it was removed and the server killed, and then leaves nothing", async () => {
  const importer = createImporter(learner.browser);
  const check = "checks: [{ looksAt: mine, script: cat /root/mine }]";
  const kept = await importer.bring(
    await packed({
      "brought/lab.md": frontMatter("A lab that was brought"),
      "brought/steps/01-a.md": `---\ntitle: A\n${check}\n---\nText.\n`,
    }),
  );
  const slug = kept.labs[0]?.slug ?? "none";
  const id = await learner.begin(slug);
  await inside(id, "echo mine > /root/mine");
  expect((await importer.remove(kept.id)).status).toBe(204);
  await killServer(id);
  expect(await learner.step(id, 0)).toMatchObject({ title: "A" });
  expect(await learner.post(id, "check")).toMatchObject({
    slug,
    steps: [{ state: "passed", canRestore: true }],
  });
  await expect(learner.start(slug)).rejects.toThrow("lab.not-found");

  const files = join(locateDataFolder().path, "labs-imported");
  expect(readdirSync(files)).toContain(kept.id);
  await learner.browser.fetch(`/api/labs/${slug}/progress`, { method: "DELETE" });
  await vi.waitFor(async () => expect((await session(id)).state).toBe("ended"), { timeout: 30_000 });
  await server.killHard();
  await server.start();
  expect(readdirSync(files)).not.toContain(kept.id);
});

it("a lab's page says what it needs", async () => {
  const page = await learner.ask<LabPageView>("/api/labs/pair");
  expect(page).toMatchObject({
    nodes: 2,
    egress: "packages",
    images: [],
    missingImages: [],
    format: "native",
  });
});
