import { expect, vi } from "vitest";
import type { LabRunView, LabStepView, ServerMessage, SessionId } from "../../runtime/protocol/index.ts";
import type { BrowserLike } from "./browser-like.ts";

const json = (method: string, body: unknown): RequestInit => ({
  method,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

/** A browser in which somebody works through a lab. */
export function createLabLearner(browser: BrowserLike, withinMs = 10_000) {
  const ask = async <Answer>(path: string, init?: RequestInit): Promise<Answer> => {
    const answer = await browser.fetch(path, init);
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
    return (answer.status === 204 ? undefined : await answer.json()) as Answer;
  };
  const of = (id: string, rest = "") => `/api/sessions/${id}/lab${rest}`;
  const learner = {
    browser,
    ask,
    json,
    async start(slug = "small", body: object = {}): Promise<SessionId> {
      if (!browser.cookie) await browser.fetch("/api/labs");
      return (await ask<{ sessionId: SessionId }>(`/api/labs/${slug}/start`, json("POST", body))).sessionId;
    },
    run: (id: string) => ask<LabRunView>(of(id)),
    step: (id: string, index: number) => ask<LabStepView>(of(id, `/steps/${index}`)),
    post: <Answer = LabRunView>(id: string, what: string, body: object = {}) =>
      ask<Answer>(of(id, `/${what}`), json("POST", body)),
    put: (id: string, what: string, body: object) => ask<LabRunView>(of(id, `/${what}`), json("PUT", body)),
    until: (id: string, expected: object) =>
      vi.waitFor(async () => expect(await learner.run(id)).toMatchObject(expected), { timeout: withinMs }),
    /** Started, and its first step reached and kept. */
    async begin(slug = "small"): Promise<SessionId> {
      const id = await learner.start(slug);
      await vi.waitFor(
        async () => {
          const { steps, busy } = await learner.run(id);
          expect(steps[0]).toMatchObject({ state: "reached", canRestore: true });
          expect(busy).toBeNull();
        },
        { timeout: withinMs },
      );
      return id;
    },
    end: (id: string) => browser.end(id),
    page(id: string) {
      const socket = browser.socket(`/ws/sessions/${id}`);
      const told: LabRunView[] = [];
      socket.on("message", (data, binary) => {
        if (binary) return;
        const message = JSON.parse(String(data)) as ServerMessage;
        if (message.type === "lab") told.push(message.run);
      });
      return { told, close: () => socket.close() };
    },
  };
  return learner;
}

export type LabLearner = ReturnType<typeof createLabLearner>;
