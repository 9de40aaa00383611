import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LabCard, LabImportView, LabRunView, LabText } from "../../runtime/protocol/index.ts";
import { type BrowserLike, ending } from "../support/browser-like.ts";
import { createLabLearner } from "../support/lab-learner.ts";
import { createImporter, packed } from "../unit/labs/imports/import-world.ts";
import { BROUGHT, expectRefused, type LabServer, SECRET, slugBelow, startLabServer } from "./brought-labs.ts";

let labs: LabServer;
let owner: BrowserLike;
let stranger: BrowserLike;
let kept: LabImportView;
let preview: LabImportView;
let slug: string;
let sessionId: string;
let intro: LabText;

const json = (body: unknown, method = "POST"): RequestInit => ({
  method,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

beforeAll(async () => {
  labs = await startLabServer();
  owner = await labs.someone();
  stranger = await labs.someone();
  const importer = createImporter(owner);
  kept = await importer.bring(await packed(BROUGHT));
  preview = await importer.preview(await packed(BROUGHT));
  slug = slugBelow(kept, "secret");
  sessionId = await createLabLearner(owner, 90_000).begin(slug);
  intro = (await (await owner.fetch(`/api/sessions/${sessionId}/lab/intro`)).json()) as LabText;
});
afterAll(async () => {
  if (sessionId) await owner.fetch(`/api/labs/${slug}/progress`, { method: "DELETE" });
  await labs?.stop();
});

const guessed = (name = slug) => `${name.slice(0, 14)}${name[14] === "a" ? "b" : "a"}${name.slice(15)}`;
const digest = () => /digest=([0-9a-f]{64})/.exec(JSON.stringify(intro))?.[1] ?? "none";

describe("another browser", () => {
  const attempts: [string, () => [string, RequestInit?]][] = [
    ["reads the report of what somebody keeps", () => [`/api/labs/imports/${kept.id}`]],
    ["reads the report of what somebody looks at", () => [`/api/labs/imports/${preview.id}`]],
    ["keeps what somebody looks at", () => [`/api/labs/imports/${preview.id}/keep`, json({})]],
    ["keeps again what somebody keeps", () => [`/api/labs/imports/${kept.id}/keep`, json({})]],
    ["removes what somebody looks at", () => [`/api/labs/imports/${preview.id}`, { method: "DELETE" }]],
    ["removes what somebody keeps", () => [`/api/labs/imports/${kept.id}`, { method: "DELETE" }]],
    ["opens a lab that somebody only looks at", () => [`/api/labs/${preview.labs.at(-1)?.slug}`]],
    ["guesses the address of a lab", () => [`/api/labs/${guessed()}`]],
    ["prints a lab by a guessed address", () => [`/api/labs/${guessed()}/print`]],
    ["starts a lab by a guessed address", () => [`/api/labs/${guessed()}/start`, json({})]],
    ["reads a picture by a guessed address", () => [`/api/labs/${guessed()}/assets/images/evil.svg`]],
    [
      "reads a picture by its lab's digest at another lab's address",
      () => [`/api/labs/house/assets/images/evil.svg?digest=${digest()}`],
    ],
    ["reads a course of that name", () => [`/api/courses/${slug}`]],
    ["opens a course that somebody only looks at", () => [`/api/courses/${preview.courses[0]?.slug}`]],
    ["guesses the address of a course", () => [`/api/courses/${guessed(kept.courses[0]?.slug)}`]],
    [
      "removes a course that somebody keeps",
      () => [`/api/courses/${kept.courses[0]?.slug}`, { method: "DELETE" }],
    ],
    ["reads the run", () => [`/api/sessions/${sessionId}/lab`]],
    ["reads its introduction", () => [`/api/sessions/${sessionId}/lab/intro`]],
    ["reads a step", () => [`/api/sessions/${sessionId}/lab/steps/0`]],
    ["goes to a step", () => [`/api/sessions/${sessionId}/lab/enter`, json({ index: 1 })]],
    ["runs the checks", () => [`/api/sessions/${sessionId}/lab/check`, json({})]],
    ["takes a hint", () => [`/api/sessions/${sessionId}/lab/hint`, json({})]],
    ["reads the solution", () => [`/api/sessions/${sessionId}/lab/solution`, json({})]],
    ["goes back", () => [`/api/sessions/${sessionId}/lab/restore`, json({ index: 0 })]],
    ["opens the quiz", () => [`/api/sessions/${sessionId}/lab/quizzes/quiz/open`, json({})]],
    ["answers the quiz", () => [`/api/sessions/${sessionId}/lab/quizzes/quiz/answer`, json({ q1: "x" })]],
    [
      "sets a variable",
      () => [`/api/sessions/${sessionId}/lab/variables`, json({ values: { who: "me" } }, "PUT")],
    ],
    [
      "chooses the language",
      () => [`/api/sessions/${sessionId}/lab/language`, json({ language: "de" }, "PUT")],
    ],
  ];
  it.each(attempts)("%s and is refused", async (_name, attempt) => {
    await expectRefused(await stranger.fetch(...attempt()), [403, 404]);
  });

  it("has changed nothing by all that", async () => {
    const mine = createImporter(owner);
    expect(await mine.list()).toMatchObject([
      { id: kept.id, state: "kept", courses: [{ slug: kept.courses[0]?.slug }] },
    ]);
    expect(await (await mine.view(preview.id)).json()).toMatchObject({ state: "preview" });
    const run = (await (await owner.fetch(`/api/sessions/${sessionId}/lab`)).json()) as LabRunView;
    expect(run).toMatchObject({ current: 0, variables: { who: "nobody" }, checks: [{ state: "unknown" }] });
  });

  it.each([
    "/api/labs",
    `/api/labs?search=${SECRET}`,
    "/api/labs?search=step%20of",
    "/api/labs/imports",
    "/api/courses",
    "/api/courses/all",
    "/api/labs/house",
    "/api/labs/house/print",
    "/api/openapi.json",
  ])("reads nothing of the labs that somebody brought in %s", async (path) => {
    const answer = await stranger.fetch(path);
    expect(answer.status).toBe(200);
    const told = await answer.text();
    for (const word of [SECRET, slug, kept.id, preview.id]) expect(told).not.toContain(word);
  });

  it("forgets none of the owner's progress", async () => {
    expect((await stranger.fetch(`/api/labs/${slug}/progress`, { method: "DELETE" })).status).toBe(204);
    const cards = (await (await owner.fetch("/api/labs")).json()) as LabCard[];
    expect(cards.find((card) => card.slug === slug)?.progress).toMatchObject({ state: "begun", sessionId });
  });

  it("is refused the socket that tells of the run", async () => {
    expect([401, 403, 404, 4403, 4404]).toContain(await ending(stranger.socket(`/ws/sessions/${sessionId}`)));
  });

  it("of another site brings, keeps and starts nothing, the owner's cookie notwithstanding", async () => {
    const evil = { origin: "https://evil.example" };
    const form = new FormData();
    form.append("file", new Blob([new Uint8Array(await packed(BROUGHT))]), "labs.tar.gz");
    const asked: [string, RequestInit][] = [
      ["/api/labs/imports", { method: "POST", headers: evil, body: form }],
      [`/api/labs/imports/${preview.id}/keep`, { method: "POST", headers: evil }],
      [`/api/labs/imports/${kept.id}`, { method: "DELETE", headers: evil }],
      [`/api/labs/${slug}/start`, { method: "POST", headers: evil }],
      [`/api/labs/${slug}/progress`, { method: "DELETE", headers: evil }],
    ];
    for (const [path, init] of asked) await expectRefused(await owner.fetch(path, init), [403]);
  });
});
