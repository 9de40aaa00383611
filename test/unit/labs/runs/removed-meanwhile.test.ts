import { pino } from "pino";
import { expect, it } from "vitest";
import { newLearnerId } from "../../../../runtime/common/ids.ts";
import type { Lab } from "../../../../server/labs/model/lab.ts";
import type { KeepState } from "../../../../server/labs/runs/keep-state.ts";
import { createLabStarter } from "../../../../server/labs/runs/lab-starter.ts";
import { createRunBook } from "../../../../server/labs/runs/run-book.ts";
import type { RunRepository } from "../../../../server/labs/runs/run-repository.ts";
import type { SessionBook } from "../../../../server/sessions/session-book.ts";
import { aLab } from "../library/a-lab.ts";

it("A lab that is removed while it is being started is not begun", async () => {
  let lab: Lab | undefined = aLab();
  const { slug } = lab;
  const repository = {
    async find() {
      lab = undefined;
    },
    save: async () => undefined,
  } as unknown as RunRepository;
  const book = createRunBook({ repository, now: () => 0 });
  const starter = createLabStarter({
    labOf: () => lab,
    sessions: { get: () => undefined } as unknown as SessionBook,
    service: { create: async () => expect.fail("a session was made"), finish: async () => undefined },
    book,
    repository,
    keep: {} as KeepState,
    maxSandboxes: 1,
    now: () => 0,
    log: pino({ level: "silent" }),
  });
  const started = starter.start(newLearnerId(), slug, { mode: "resume", languages: [] });
  await expect(started).rejects.toMatchObject({ code: "lab.not-found" });
  expect(book.all()).toEqual([]);
});
