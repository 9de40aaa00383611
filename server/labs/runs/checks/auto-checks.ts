import { dirname, resolve } from "node:path/posix";
import type { AgentEvent } from "../../../../runtime/agent/agent-api.ts";
import type { Logger } from "../../../../runtime/common/logger.ts";
import type { LiveSession, SessionBook } from "../../../sessions/session-book.ts";
import type { FolderWatcher, FolderWatches } from "../../../terminals/folder-watches.ts";
import type { Lab } from "../../model/lab.ts";
import { asksForCheck, type CheckClock, nextCheckTime } from "../decisions/next-check-time.ts";
import type { LiveRun, RunBook } from "../run-book.ts";
import type { CheckRunner } from "./check-runner.ts";

export interface AutoChecksOptions {
  sessions: SessionBook;
  book: RunBook;
  checks: CheckRunner;
  watches: FolderWatches;
  now: () => number;
  log: Logger;
}

const HOME = "/root";
const MAX_FOLDERS = 8;

/** Where a lab's learner is likely to change files: its watches see a folder, not what is below. */
export const foldersToWatch = ({ files, openFiles }: Pick<Lab, "files" | "openFiles">): string[] => {
  const named = [...openFiles, ...files.filter(({ node }) => node === "node1").map(({ path }) => path)];
  const folders = named.map((path) => dirname(resolve(HOME, path)));
  return [...new Set([HOME, ...folders])].slice(0, MAX_FOLDERS);
};

interface Watched {
  pages: number;
  watcher: FolderWatcher;
  /** Folders can be watched once the nodes are made. */
  isWatching: boolean;
  clock: CheckClock;
  /** Those that the clock is about. */
  checks: LiveRun["checks"];
  lastWasEcho: boolean;
  /** Something was done since the last check: what it finds is told, whatever it is. */
  isLoud: boolean;
  timer: NodeJS.Timeout | undefined;
}

/** Runs the checks of a step by themselves when its engine or files change, while a page shows the lab. */
export function createAutoChecks({ sessions, book, checks, watches, now, log }: AutoChecksOptions) {
  const watched = new Map<LiveRun, Watched>();

  const isOpen = ({ record, checks: states }: LiveRun) => {
    const state = record.steps[record.current]?.state;
    const isAsked = state === "reached" || state === "skipped";
    return isAsked && states.length > 0 && record.setupState !== "waiting";
  };

  function schedule(run: LiveRun, seen: Watched): void {
    clearTimeout(seen.timer);
    seen.timer = undefined;
    const atMs = nextCheckTime(seen.clock);
    if (atMs === null || !isOpen(run)) return;
    seen.timer = setTimeout(() => void look(run, seen), Math.max(0, atMs - now()));
    seen.timer.unref();
  }

  async function look(run: LiveRun, seen: Watched): Promise<void> {
    seen.timer = undefined;
    const isReady = sessions.get(run.record.sessionId)?.record.state === "ready";
    if (!isReady || run.busy.length > 0) {
      // What the run is busy with ends with a change of its own.
      return;
    }
    seen.clock = { ...seen.clock, changes: null, checking: true };
    const quiet = !seen.isLoud;
    seen.isLoud = false;
    await checks
      .check(run, { quiet })
      .catch((error) => log.warn({ event: "lab.check-failed", sessionId: run.record.sessionId, err: error }));
    seen.clock = { ...seen.clock, checking: false, checkedAtMs: now() };
    if (watched.get(run) === seen) schedule(run, seen);
  }

  function watchFolders(run: LiveRun, live: LiveSession, { watcher }: Watched): void {
    for (const node of live.record.nodes)
      for (const folder of foldersToWatch(run.lab)) watcher.watch(node.name, folder);
  }

  /** `quiet`: it is not known that anything was done. */
  function noteChange(run: LiveRun, { isWeak = false, quiet = false } = {}): void {
    const seen = watched.get(run);
    if (!seen) return;
    const atMs = now();
    const clock = { ...seen.clock, checking: seen.clock.checking || checks.isChecking(run) };
    const { asks, isEcho } = asksForCheck(clock, seen.lastWasEcho, atMs);
    if (!asks) return;
    seen.lastWasEcho = isEcho;
    // What the lab's own scripts do is not the learner's.
    if (!quiet && run.record.setupState !== "running") seen.isLoud = true;
    const before = seen.clock.changes;
    seen.clock.changes = {
      firstAtMs: before?.firstAtMs ?? atMs,
      lastAtMs: atMs,
      isWeak: isWeak && (before?.isWeak ?? true),
    };
    schedule(run, seen);
  }

  const stopFollowing = book.onChange((run) => {
    const seen = watched.get(run);
    if (!seen) return;
    const live = sessions.get(run.record.sessionId);
    if (live && !seen.isWatching && run.record.setupState !== "waiting") {
      seen.isWatching = true;
      watchFolders(run, live, seen);
    }
    // Another step, or the same anew: its checks have seen nothing yet.
    if (seen.checks !== run.checks) {
      seen.checks = run.checks;
      seen.isLoud = false;
      noteChange(run, { quiet: true });
    }
    if (!seen.timer && run.busy.length === 0) schedule(run, seen);
  });

  return {
    /** A page shows this run; the answer is called when it goes. */
    attach(run: LiveRun, live: LiveSession): () => void {
      let seen = watched.get(run);
      if (!seen) {
        const watcher = watches.open(live, () => noteChange(run));
        const clock: CheckClock = { changes: null, checkedAtMs: null, checking: false };
        const isWatching = run.record.setupState !== "waiting";
        const { checks: states } = run;
        seen = {
          ...{ pages: 0, watcher, clock, checks: states, isWatching },
          ...{ lastWasEcho: false, isLoud: false, timer: undefined },
        };
        watched.set(run, seen);
        if (isWatching) watchFolders(run, live, seen);
        // Whatever happened while no page was there.
        noteChange(run, { quiet: true });
      }
      const mine = seen;
      mine.pages++;
      return () => {
        mine.pages--;
        if (mine.pages > 0) return;
        clearTimeout(mine.timer);
        mine.watcher.dispose();
        if (watched.get(run) === mine) watched.delete(run);
      };
    },
    /** Something happened in an engine. */
    report({
      sandboxId,
      action,
    }: Pick<Extract<AgentEvent, { type: "engine.event" }>, "sandboxId" | "action">): void {
      const live = sessions.findNode(sandboxId)?.live;
      const run = live && book.get(live.record.id);
      if (run) noteChange(run, { isWeak: /^(exec_|health_status)/.test(action) });
    },
    dispose() {
      stopFollowing();
      for (const seen of watched.values()) clearTimeout(seen.timer);
    },
  };
}

export type AutoChecks = ReturnType<typeof createAutoChecks>;
