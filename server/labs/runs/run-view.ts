import { type LabRunView, NodeName } from "../../../runtime/protocol/index.ts";
import { labWords, languagesOf } from "./pages/lab-words.ts";
import type { LiveRun } from "./run-book.ts";
import type { RunRecord } from "./run-record.ts";

const elapsedMs = ({ elapsedSeconds, activeSinceMs }: RunRecord, nowMs: number) =>
  elapsedSeconds * 1000 + (activeSinceMs === null ? 0 : Math.max(0, nowMs - activeSinceMs));

/** The time in the lab in whole seconds, what goes on now included. */
export const elapsedSecondsOf = (record: RunRecord, nowMs: number) =>
  Math.floor(elapsedMs(record, nowMs) / 1000);

const SETUP = {
  none: "none",
  waiting: "running",
  running: "running",
  done: "done",
  failed: "failed",
} as const;

/** A run as its session's page sees it. */
export function toRunView(
  run: LiveRun,
  { outdated, nowMs }: { outdated: boolean; nowMs: number },
): LabRunView {
  const { record, lab } = run;
  const words = labWords(lab, record.language);
  const step = words.steps[record.current];
  const marks = record.quizzes.flatMap(({ mark }) => mark ?? []);
  return {
    slug: record.slug,
    title: words.title,
    sessionId: record.sessionId,
    language: record.language,
    languages: languagesOf(lab),
    steps: words.steps.map(({ title }, index) => ({
      title,
      state: record.steps[index]?.state ?? "ahead",
      canRestore: typeof record.steps[index]?.snapshot === "string",
    })),
    current: record.current,
    busy: run.busy.at(-1) ?? null,
    setup:
      run.trouble === null
        ? { state: SETUP[record.setupState], message: record.setupMessage }
        : { state: "failed", message: run.trouble },
    checks: run.checks.map((check, index) => ({ ...check, looksAt: step?.looksAt[index] ?? "" })),
    foregroundWaits: run.foreground.has(record.current),
    variables: record.variables,
    nodes: NodeName.options.slice(0, lab.nodes),
    outdated,
    finished: record.finishedAtMs !== null,
    elapsedSeconds: elapsedSecondsOf(record, nowMs),
    score: {
      right: marks.reduce((sum, { score }) => sum + score, 0),
      total: marks.reduce((sum, { total }) => sum + total, 0),
    },
    opening: { layout: lab.layout, files: lab.openFiles },
    services: lab.services,
  };
}
