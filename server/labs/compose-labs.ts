import { join } from "node:path";
import type { AgentEvent } from "../../runtime/agent/agent-api.ts";
import type { Logger } from "../../runtime/common/logger.ts";
import type { Turns } from "../../runtime/common/turns.ts";
import type { LabSlug, NodeName, SandboxId, SessionId } from "../../runtime/protocol/index.ts";
import type { SandboxLimits } from "../../runtime/sandboxes/sandbox-driver.ts";
import { listShelfImages, missingImages } from "../../runtime/shelf/list-shelf.ts";
import type { Database } from "../db/database.ts";
import type { Machines } from "../hosts/machines.ts";
import type { NodeService } from "../sessions/node-service.ts";
import type { LiveSession, SessionBook } from "../sessions/session-book.ts";
import type { SessionPlan, SessionPurposes } from "../sessions/session-purpose.ts";
import type { SessionService } from "../sessions/session-service.ts";
import type { TerminalService } from "../sessions/terminal-service.ts";
import type { FolderWatches } from "../terminals/folder-watches.ts";
import { createImportedShelf } from "./imports/imported-shelf.ts";
import { createLabImports, type LabImports } from "./imports/lab-imports.ts";
import { libraryWithImports } from "./imports/library-with-imports.ts";
import type { LabLibrary } from "./library/lab-library.ts";
import type { TextRenderer } from "./rendering/text-renderer.ts";
import { placeFiles } from "./running/place-files.ts";
import { runScript } from "./running/run-script.ts";
import { createAutoChecks } from "./runs/checks/auto-checks.ts";
import { createCheckRunner } from "./runs/checks/check-runner.ts";
import { createKeepState } from "./runs/keep-state.ts";
import { createLabRuns, type LabRuns } from "./runs/lab-runs.ts";
import { createLabStarter, type LabStarter } from "./runs/lab-starter.ts";
import { createLabPages, type LabPages } from "./runs/pages/lab-pages.ts";
import { createLabTexts } from "./runs/pages/lab-texts.ts";
import { createQuizDesk } from "./runs/pages/quiz-desk.ts";
import { createStepPages } from "./runs/pages/step-pages.ts";
import { planRun } from "./runs/plan-run.ts";
import { findSnapshots, loadRuns } from "./runs/restore-runs.ts";
import { createRunBook } from "./runs/run-book.ts";
import { createRunRepository } from "./runs/run-repository.ts";
import { createHintAsker } from "./runs/scripts/ask-hint-script.ts";
import { createFillScript } from "./runs/scripts/fill-script.ts";
import { createRunScript } from "./runs/scripts/run-script-in-run.ts";
import { createSessionAddresses } from "./runs/session-addresses.ts";
import { createPreparation } from "./runs/steps/preparation.ts";
import { createStepKeeper } from "./runs/steps/step-keeper.ts";
import { createLabTemplates } from "./runs/templates/lab-templates.ts";

export type ImportsOptions = Pick<
  Parameters<typeof createLabImports>[0],
  "folder" | "enabled" | "allowPrivateGit"
>;

export interface LabsOptions {
  database: Database;
  library: LabLibrary;
  machines: Machines;
  sessions: SessionBook;
  service: SessionService;
  nodes: NodeService;
  terminals: TerminalService;
  purposes: SessionPurposes;
  watches: FolderWatches;
  /** What is done to the machines for one session, one thing after another. */
  inTurn: Turns<SessionId>;
  limits: SandboxLimits;
  maxSandboxes: number;
  /** Called when a place in the pool has become free. */
  onFreed: () => void;
  previewDomain: string;
  /** What browsers reach Slipway at. */
  publicUrl: () => string;
  /** Where the image shelf keeps its images. */
  shelfFolder: string;
  imports: ImportsOptions;
  renderer: TextRenderer;
  now: () => number;
  log: Logger;
}

export interface Labs {
  pages: LabPages;
  starter: LabStarter;
  runs: LabRuns;
  imports: LabImports;
  /** Sandboxes in which templates are being made. */
  owned(): SandboxId[];
  /** Fills the book from the database, once the sessions are loaded. */
  load(): Promise<void>;
  /** Once the machines are there and the sessions have been resumed. */
  resume(): Promise<void>;
  report(event: AgentEvent): void;
  dispose(): void;
}

const SWEEP_MS = 3600_000;

/** Wires what labs need, and tells the sessions what each is to begin with. */
export function composeLabs(options: LabsOptions): Labs {
  const { machines, sessions, service, nodes, terminals, purposes, inTurn, now, log } = options;
  const { limits, maxSandboxes, previewDomain, publicUrl, shelfFolder, watches } = options;
  const repository = createRunRepository({ database: options.database });
  const book = createRunBook({ repository, now });
  const shelf = createImportedShelf();
  const isRunning = (slug: LabSlug) => book.all().some(({ record }) => record.slug === slug);
  const imports = createLabImports({ ...options.imports, shelf, isRunning, now, log });
  const library = libraryWithImports(
    options.library,
    shelf,
    (digest) => book.all().find(({ lab }) => lab.digest === digest)?.lab,
  );
  const addressesOf = createSessionAddresses({ sessions, previewDomain, publicUrl });
  const fill = createFillScript(addressesOf);
  const isOfTheHouse = (slug: LabSlug) =>
    options.library.get(slug) !== undefined || options.library.courses().some((one) => one.slug === slug);
  const { renderer } = options;
  const texts = createLabTexts({ renderer, addressesOf, isOfTheHouse });
  const quizzes = createQuizDesk({ texts, book, now });
  const { required: requiredQuizzes } = quizzes;
  const labOf = library.get;
  const runInRun = createRunScript({ machines, sessions, fill, runScript, placeFiles, now, log });
  const checks = createCheckRunner({ book, texts, runScript: runInRun, requiredQuizzes, now, log });
  const stepOptions = { machines, sessions, nodes, book, requiredQuizzes, inTurn, now, log };
  const keeper = createStepKeeper({ ...stepOptions, runScript: runInRun });
  const autoChecks = createAutoChecks({ sessions, book, checks, watches, now, log });
  const templates = createLabTemplates({
    machines,
    limits,
    repository,
    placeFiles,
    runScript,
    // Of imported labs only those that somebody runs: people could fill the disks with the others'.
    isOfTheHouse: ({ slug }) => options.library.get(slug) !== undefined,
    labs: () => [...library.all(), ...book.all().flatMap(({ record }) => shelf.get(record.slug) ?? [])],
    onFreed: options.onFreed,
    now,
    log,
  });
  const keep = createKeepState({ machines, book, repository, now, log });
  const preparation = createPreparation({
    machines,
    sessions,
    nodes,
    terminals,
    book,
    keeper,
    placeFiles,
    addressesOf,
    fill,
    now,
    log,
  });
  const missing = async (images: string[]) =>
    missingImages(images, await listShelfImages({ folder: shelfFolder }));

  purposes.set({
    plan(sessionId): SessionPlan | undefined {
      const run = book.get(sessionId);
      const hasPlace = (node: NodeName) =>
        sessions.get(sessionId)?.record.nodes.some(({ name }) => name === node) ?? false;
      return run && planRun(run, { templates, preparation, book, missingImages: missing, hasPlace });
    },
    beforeRemoval: (live: LiveSession) => keep.release(live),
    takenPlaces: templates.inNobodysPlace,
  });

  const starter = createLabStarter({
    labOf(slug) {
      const lab = labOf(slug);
      if (lab) library.keep(lab.digest);
      return lab;
    },
    sessions,
    service,
    book,
    repository,
    keep,
    maxSandboxes,
    now,
    log,
  });
  const pages = createLabPages({
    library,
    imported: shelf,
    repository,
    sessionOf(learnerId, slug) {
      const run = book.ofLearner(learnerId, slug);
      const state = run && sessions.get(run.record.sessionId)?.record.state;
      return run && (state === "ready" || state === "provisioning") ? run.record.sessionId : null;
    },
    missingImages: missing,
    texts,
  });
  const stepPages = createStepPages({ texts, quizzes, fill });
  const runs = createLabRuns({
    service,
    labOf,
    book,
    keeper,
    checks,
    autoChecks,
    quizzes,
    pages: stepPages,
    askHint: createHintAsker({ book, runScript: runInRun, now }),
    now,
  });

  const sweep = async () => {
    if (!machines.current()) return;
    await templates.sweep();
    await keep.sweep().catch((error) => log.warn({ event: "lab.state-sweep-failed", err: error }));
  };
  const stopFollowing = library.onChange((slugs) => {
    // Whoever is in the middle of one learns that it is no longer the newest.
    for (const run of book.all()) if (slugs.includes(run.record.slug)) book.changed(run);
    void sweep();
  });
  const timer = setInterval(() => void sweep(), SWEEP_MS);
  timer.unref();

  return {
    pages,
    starter: {
      ...starter,
      async start(learnerId, slug, start) {
        const sessionId = await starter.start(learnerId, slug, start);
        imports.noteUse(slug);
        return sessionId;
      },
    },
    runs,
    imports,
    owned: templates.owned,
    async load() {
      const withdrawn = await imports.load(new Set((await repository.findHeld()).map(({ slug }) => slug)));
      const labs = {
        byDigest: library.byDigest,
        get: (slug: LabSlug) => library.get(slug) ?? withdrawn.get(slug),
      };
      await loadRuns({ library: labs, sessions, book, repository, log });
    },
    async resume() {
      await sweep();
      await findSnapshots({ machines, sessions, book, log });
      for (const { record } of book.all()) preparation.follow(record.sessionId);
    },
    report(event) {
      if (event.type === "engine.event") autoChecks.report(event);
    },
    dispose() {
      clearInterval(timer);
      stopFollowing();
      preparation.dispose();
      autoChecks.dispose();
      templates.dispose();
      imports.dispose();
      renderer.dispose();
      for (const run of book.all()) book.beginEra(run);
    },
  };
}

/** The folders that hold labs: the house's, or the one named instead, and those that were brought here. */
export const labFolders = (dataDir: string, labsDir: string): string[] => [labsDir, join(dataDir, "labs")];
