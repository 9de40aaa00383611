import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { LabImportView, LabPageView } from "../../runtime/protocol/index.ts";
import { importLimits } from "../../server/labs/imports/import-limits.ts";
import { SMALL_LAB } from "../support/lab-world.ts";
import {
  createImportWorld,
  type Importer,
  type ImportWorld,
  packed,
  refused,
  smallArchive,
} from "../unit/labs/imports/import-world.ts";
import { startGitServer } from "../unit/labs/sources/git-server.ts";

const DAY_MS = 24 * 3600_000;
const SCENARIO = {
  "scenarios/hello/index.json":
    '{ "title": "A scenario", "details": { "steps": [{ "text": "a.md" }] }, "odd": 1 }',
  "scenarios/hello/a.md": "Text with `ls`{{exec}}.\n",
};

let world: ImportWorld;
let ada: Importer;
let bob: Importer;
beforeEach(async () => {
  world = await createImportWorld();
  ada = world.someone();
  bob = world.someone();
});
afterEach(() => world.close());

const imported = () => join(world.server.dataDir, "labs-imported");
const slugOf = ({ labs }: LabImportView) => labs[0]?.slug ?? "none";
async function end({ browser }: Importer, sessionId: string): Promise<void> {
  await browser.end(sessionId);
  await vi.waitFor(async () => {
    const session = await browser.fetch(`/api/sessions/${sessionId}`);
    expect(await session.json()).toMatchObject({ state: "ended" });
  });
}

describe("bringing labs", () => {
  it("reports on each lab by file and line, and adds none before it is told to", async () => {
    const preview = await ada.preview(
      await packed({ ...SMALL_LAB, ...SCENARIO, "broken/lab.md": "---\ntitle: [\n---\nHi.\n" }),
    );
    expect(preview).toMatchObject({ source: "labs.tar.gz", state: "preview" });
    expect(
      preview.labs.map(({ path, title, format, stepCount }) => [path, title, format, stepCount]),
    ).toEqual([
      ["broken", expect.any(String), "native", 0],
      ["scenarios/hello", "A scenario", "killercoda", 1],
      ["small", "A small lab", "native", 3],
    ]);
    const [broken, scenario, small] = preview.labs;
    expect(broken?.remarks[0]).toMatchObject({ severity: "error", file: "broken/lab.md" });
    expect(scenario?.remarks).toContainEqual(
      expect.objectContaining({ file: "scenarios/hello/index.json", line: 1 }),
    );
    expect(small?.slug).toMatch(/^import-[a-z0-9]{8}-small$/);
    expect(await ada.catalog()).toEqual([]);
    expect((await ada.browser.fetch(`/api/labs/${small?.slug}`)).status).toBe(404);
  });

  it("makes them the importer's: in nobody else's catalog, and open to whoever has the link", async () => {
    const kept = await ada.bring(await smallArchive());
    const slug = slugOf(kept);
    expect(slug).not.toBe("none");
    expect(await ada.catalog()).toMatchObject([{ slug, title: "A small lab", imported: true }]);
    expect(await bob.catalog()).toEqual([]);
    expect(await bob.list()).toEqual([]);
    const page = (await (await bob.browser.fetch(`/api/labs/${slug}`)).json()) as LabPageView;
    expect(page).toMatchObject({ title: "A small lab", imported: true, egress: "packages" });
    expect((await bob.start(slug)).status).toBe(201);
    expect(await ada.list()).toMatchObject([
      { id: kept.id, labs: [{ slug, title: "A small lab", stepCount: 3 }] },
    ]);
  });

  it("lets nobody else look at, keep or remove an import", async () => {
    const preview = await ada.preview(await smallArchive());
    await bob.catalog();
    for (const answer of [
      await bob.view(preview.id),
      await bob.keep(preview.id),
      await bob.remove(preview.id),
    ])
      expect(await refused(answer)).toMatch(/^404 lab.no-import/);
    const kept = (await (await ada.keep(preview.id)).json()) as LabImportView;
    expect(await refused(await bob.remove(preview.id))).toMatch(/^404 lab.no-import/);
    expect(await ada.catalog()).toHaveLength(1);
    expect((await ada.remove(kept.id)).status).toBe(204);
    expect(await ada.catalog()).toEqual([]);
    expect((await ada.browser.fetch(`/api/labs/${slugOf(kept)}`)).status).toBe(404);
    expect(readdirSync(imported())).toEqual([]);
  });

  it("keeps a preview for half an hour, and a kept one for as long as somebody uses it", async () => {
    const forgotten = await ada.preview(await smallArchive());
    const kept = await ada.bring(await smallArchive());
    world.passTime(importLimits.previewMs + 1000);
    expect(await refused(await ada.keep(forgotten.id))).toMatch(/^404 lab.no-import/);
    world.passTime(29 * DAY_MS);
    const { sessionId } = (await (await ada.start(slugOf(kept))).json()) as { sessionId: string };
    await end(ada, sessionId);
    world.passTime(29 * DAY_MS);
    expect(await ada.list()).toHaveLength(1);
    world.passTime(2 * DAY_MS);
    expect(await ada.list()).toEqual([]);
    await world.restart(ada);
    expect(readdirSync(imported())).toEqual([]);
  });

  it("brings them back when the server starts, with their addresses and the sessions that run them", async () => {
    const kept = await ada.bring(await packed({ ...SMALL_LAB, ...SCENARIO }));
    const slug = slugOf(kept);
    const { sessionId } = (await (await ada.start(slug)).json()) as { sessionId: string };
    const again = await world.restart(ada);
    expect((await again.catalog()).map((card) => card.slug).sort()).toEqual(
      kept.labs.map((lab) => lab.slug).sort(),
    );
    const run = await again.browser.fetch(`/api/sessions/${sessionId}/lab`);
    expect(await run.json()).toMatchObject({ slug, outdated: false });
  });

  it("lets whoever is in the middle of a lab go on when it is removed", async () => {
    const kept = await ada.bring(await smallArchive());
    const { sessionId } = (await (await bob.start(slugOf(kept))).json()) as { sessionId: string };
    await ada.remove(kept.id);
    const step = await bob.browser.fetch(`/api/sessions/${sessionId}/lab/steps/0`);
    expect(await step.json()).toMatchObject({ title: "The first step" });
  });

  it("lets them go on after a restart as well, when nobody else has it any longer, and forgets it after that", async () => {
    const kept = await ada.bring(await smallArchive());
    const slug = slugOf(kept);
    const { sessionId } = (await (await bob.start(slug)).json()) as { sessionId: string };
    await ada.remove(kept.id);
    expect(await refused(await ada.view(kept.id))).toMatch(/^404 lab.no-import/);
    // Twice, as the second start has only what the first has written down.
    for (let restarts = 0; restarts < 2; restarts++) {
      bob = await world.restart(bob);
      const step = await bob.browser.fetch(`/api/sessions/${sessionId}/lab/steps/0`);
      expect(await step.json()).toMatchObject({ title: "The first step" });
      expect(await refused(await bob.start(slug))).toMatch(/^404 lab.not-found/);
      expect((await bob.browser.fetch(`/api/labs/${slug}`)).status).toBe(404);
    }
    expect(readdirSync(imported())).toEqual([kept.id]);
    await end(bob, sessionId);
    await world.restart(bob);
    expect(readdirSync(imported())).toEqual([]);
  });

  it("fetches a repository, and says why when it cannot", async () => {
    const git = await startGitServer();
    try {
      const url = git.repository("my-labs", {
        "lab.md": SMALL_LAB["small/lab.md"] ?? "",
        "steps/01-a.md": "Text.\n",
      });
      const answer = await ada.address(url);
      expect(answer.status).toBe(201);
      const preview = (await answer.json()) as LabImportView;
      expect(preview).toMatchObject({ source: url, labs: [{ path: "", title: "A small lab" }] });
      expect(slugOf(preview)).toMatch(/^import-[a-z0-9]{8}-my-labs$/);
      expect(await refused(await ada.address(url, "absent"))).toMatch(
        /^502 lab.source-failed: .*no such branch/,
      );
      expect(await refused(await ada.address("ssh://example.com/x"))).toMatch(/^422 lab.source-refused/);
    } finally {
      await git.close();
    }
  });

  it("refuses in words what is no archive, what holds no lab, and what is too large", async () => {
    expect(await refused(await ada.send(Buffer.from("hello"), "x.zip"))).toMatch(
      /^422 lab.source-refused: This is no zip, tar or tar.gz archive/,
    );
    expect(await refused(await ada.send(await packed({ "a.txt": "x" })))).toMatch(
      /There is no lab in it.*lab\.md/,
    );
    expect(await refused(await ada.send(await packed({ "../lab.md": "x" })))).toMatch(
      /leads out of the folder/,
    );
    expect(await refused(await ada.send(Buffer.alloc(21 * 1024 * 1024)))).toMatch(/^413 .*at most 20 MiB/);
    expect(await refused(await ada.address(""))).toMatch(/^400 input.invalid: Name a repository's address/);
    const noFile = await ada.browser.fetch("/api/labs/imports", { method: "POST", body: new FormData() });
    expect(await refused(noFile)).toMatch(/^400 input.invalid/);
    const broken = await ada.preview(
      await packed({ "_posts/2020-01-01-x.md": "---\npublished: false\n---\nHi.\n" }),
    );
    expect(await refused(await ada.keep(broken.id))).toMatch(/^422 .*None of these labs can be shown/);
    expect(existsSync(imported()) && readdirSync(imported())).toEqual([broken.id]);
  });

  it("takes ten an hour of one person", async () => {
    for (let count = 0; count < 10; count++) await ada.address("");
    expect(await refused(await ada.address(""))).toMatch(/^429 limit.rate: Labs may be brought 10 times/);
    expect((await bob.send(await smallArchive())).status).toBe(201);
  });

  it("takes none, and shows none, where imports are off", async () => {
    const kept = await ada.bring(await smallArchive());
    const again = await world.restart(ada, { SLIPWAY_IMPORTS: "off" });
    expect(await refused(await again.send(await smallArchive()))).toMatch(/^403 lab.imports-off/);
    expect((await again.browser.fetch(`/api/labs/${slugOf(kept)}`)).status).toBe(404);
    expect(await again.catalog()).toEqual([]);
    const on = await world.restart(again);
    expect(await on.catalog()).toHaveLength(1);
  });
});
