import { AppError } from "../../../runtime/common/app-error.ts";
import { newRunId, newSessionId } from "../../../runtime/common/ids.ts";
import type { Logger } from "../../../runtime/common/logger.ts";
import { createTurns } from "../../../runtime/common/turns.ts";
import type { LabSlug, LearnerId, SessionId } from "../../../runtime/protocol/index.ts";
import type { SessionBook } from "../../sessions/session-book.ts";
import type { SessionService } from "../../sessions/session-service.ts";
import type { Lab } from "../model/lab.ts";
import { planResume } from "./decisions/plan-resume.ts";
import type { KeepState } from "./keep-state.ts";
import { givenVariables } from "./pages/lab-texts.ts";
import { chooseLanguage } from "./pages/lab-words.ts";
import type { LiveRun, RunBook } from "./run-book.ts";
import { type RunRecord, untouchedStep } from "./run-record.ts";
import type { RunRepository } from "./run-repository.ts";
import { LAB_EGRESS } from "./templates/lab-templates.ts";

export interface LabStarterOptions {
  labOf: (slug: LabSlug) => Lab | undefined;
  sessions: SessionBook;
  service: Pick<SessionService, "create" | "finish">;
  book: RunBook;
  repository: RunRepository;
  keep: KeepState;
  maxSandboxes: number;
  now: () => number;
  log: Logger;
}

export interface LabStart {
  mode: "resume" | "restart";
  /** Wanted languages, the most wanted first. */
  languages: string[];
}

/** For a session that ends: its sandbox is being kept. */
const RELEASED_WITHIN_MS = 90_000;

/** Begins labs, goes on with them in new sessions, and forgets them. */
export function createLabStarter(options: LabStarterOptions) {
  const { labOf, sessions, service, book, repository, keep, maxSandboxes, now, log } = options;
  /** Whoever presses Start twice starts once. */
  const inTurn = createTurns<string>();
  const key = (learnerId: LearnerId, slug: LabSlug) => `${learnerId} ${slug}`;

  function present(slug: LabSlug): Lab {
    const lab = labOf(slug);
    if (!lab) throw new AppError("lab.not-found");
    return lab;
  }

  const freshRun = (learnerId: LearnerId, lab: Lab): RunRecord => ({
    id: newRunId(),
    learnerId,
    slug: lab.slug,
    digest: lab.digest,
    language: lab.language,
    current: 0,
    variables: {},
    setupState: "waiting",
    setupMessage: "",
    startedAtMs: now(),
    finishedAtMs: null,
    elapsedSeconds: 0,
    activeSinceMs: null,
    sessionId: null,
    saved: null,
    usedAtMs: now(),
    steps: lab.steps.map(untouchedStep),
    quizzes: [],
  });

  /** The run is no more; its session ends. */
  async function drop(run: LiveRun): Promise<void> {
    const live = sessions.get(run.record.sessionId);
    book.remove(run);
    run.release();
    if (live) await service.finish(live, "asked");
  }

  async function forget(learnerId: LearnerId, slug: LabSlug): Promise<void> {
    const run = book.ofLearner(learnerId, slug);
    const record = run?.record ?? (await repository.find(learnerId, slug));
    if (run) await drop(run);
    if (!record) return;
    await repository.remove(record);
    await keep.forget(record);
  }

  /** What the last session leaves is waited for. */
  async function settle(run: LiveRun): Promise<void> {
    const live = sessions.get(run.record.sessionId);
    if (live) await service.finish(live, "asked");
    const timeout = AbortSignal.timeout(RELEASED_WITHIN_MS);
    const late = new Promise<void>((_resolve, reject) => {
      timeout.addEventListener("abort", () =>
        reject(
          new AppError("session.not-ready", { userMessage: "The last session of this lab is still ending." }),
        ),
      );
    });
    await Promise.race([run.released, late]);
  }

  async function begin(
    known: RunRecord | undefined,
    learnerId: LearnerId,
    lab: Lab,
    languages: string[],
  ): Promise<SessionId> {
    const sessionId = newSessionId();
    const record = known ?? freshRun(learnerId, lab);
    const given = givenVariables(lab);
    Object.assign(record, planResume(record, lab), {
      digest: lab.digest,
      language: chooseLanguage(lab, languages),
      variables: { ...given, ...record.variables },
      setupState: "waiting",
      setupMessage: "",
      sessionId,
      usedAtMs: now(),
    });
    const run = book.add(record, sessionId, lab);
    try {
      await repository.save(record);
      await service.create(learnerId, lab.egress ?? LAB_EGRESS, sessionId);
    } catch (error) {
      book.remove(run);
      // What was never begun leaves no progress.
      const asBefore = known ? repository.save({ ...record, sessionId: null }) : repository.remove(record);
      await asBefore.catch(() => undefined);
      throw error;
    }
    log.info({ event: "lab.started", slug: lab.slug, sessionId, resumed: record.saved !== null });
    return sessionId;
  }

  return {
    /** The session that runs it: the present one, or a new one. Rejects with lab.not-found, and as a Start of a session does. */
    start(learnerId: LearnerId, slug: LabSlug, { mode, languages }: LabStart): Promise<SessionId> {
      return inTurn(key(learnerId, slug), async () => {
        const lab = present(slug);
        if (lab.nodes > maxSandboxes) {
          throw new AppError("pool.full", {
            userMessage: `This lab needs ${lab.nodes} nodes, and this server runs ${maxSandboxes} at most.`,
            nextStep: "Choose another lab, or ask whoever runs this server.",
          });
        }
        if (mode === "restart") await forget(learnerId, slug);
        const run = book.ofLearner(learnerId, slug);
        const state = run && sessions.get(run.record.sessionId)?.record.state;
        if (run && (state === "ready" || state === "provisioning")) return run.record.sessionId;
        if (run) await settle(run);
        const known = await repository.find(learnerId, slug);
        // Asked again: it may have been removed meanwhile. From here on its run is in the book, and what it needs stays.
        return begin(known, learnerId, present(slug), languages);
      });
    },
    /** Forgets what the learner did in it, and ends a session that runs it. */
    forget: (learnerId: LearnerId, slug: LabSlug): Promise<void> =>
      inTurn(key(learnerId, slug), () => forget(learnerId, slug)),
  };
}

export type LabStarter = ReturnType<typeof createLabStarter>;
