"use client";
import { ChevronDown, History, Languages, PanelLeftClose } from "lucide-react";
import { useEffect, useState } from "react";
import { ActionMenu } from "../../ui/action-menu.tsx";
import { Button } from "../../ui/button.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { useWorkspace } from "../workspace-context.ts";
import type { LabContextValue } from "./lab-context.ts";
import { clock, describeStep, languageName } from "./lab-words.ts";

/** More steps than this are a bar, not dots. */
const MOST_DOTS = 16;

const DOTS = {
  passed: "border-good bg-good",
  skipped: "border-muted bg-muted",
  reached: "border-accent",
  ahead: "border-muted opacity-60",
} as const;

function Clock({ run, toldAtMs }: Pick<LabContextValue, "run" | "toldAtMs">) {
  const [nowMs, setNowMs] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  const since = run.finished ? 0 : Math.max(0, nowMs - toldAtMs) / 1000;
  return (
    <span
      role="timer"
      aria-label="Time in this lab"
      title="Time in this lab"
      className="px-1 text-[13px] text-muted tabular-nums"
    >
      {clock(run.elapsedSeconds + since)}
    </span>
  );
}

/** Where one is: step N of M, with the way to every other. */
function StepMenu({ run, enter }: Pick<LabContextValue, "run" | "enter">) {
  const { steps, current } = run;
  const done = steps.filter(({ state }) => state === "passed" || state === "skipped").length;
  const where = current < steps.length ? `Step ${current + 1} of ${steps.length}` : "The end";
  return (
    <ActionMenu
      heading="Go to a step"
      trigger={
        <Button look="quiet" aria-label={`${where}, all steps`} className="min-w-0 !shrink !text-text">
          <span className="whitespace-nowrap">{where}</span>
          {steps.length <= MOST_DOTS ? (
            <span aria-hidden className="flex min-w-0 items-center gap-1.5 overflow-hidden p-1">
              {steps.map(({ state, title }, at) => (
                <span
                  // biome-ignore lint/suspicious/noArrayIndexKey: the steps of a run never change their order
                  key={at}
                  title={title}
                  className={`size-2 shrink-0 rounded-full border-[1.5px] ${DOTS[state]} ${at === current ? "outline-2 outline-accent outline-offset-1" : ""}`}
                />
              ))}
            </span>
          ) : (
            <progress
              aria-hidden
              value={done}
              max={steps.length}
              className="h-1.5 w-20 overflow-hidden rounded"
            />
          )}
          <ChevronDown size={12} aria-hidden />
        </Button>
      }
      actions={[
        ...steps.map((step, at) => ({ label: describeStep(step, at), run: () => enter(at) })),
        ...(run.finished || current === steps.length
          ? [{ label: "The end", run: () => enter(steps.length) }]
          : []),
      ]}
    />
  );
}

/** Title, place, time, language, and the ways back. */
export function LabHeader({ lab }: { lab: LabContextValue }) {
  const { dispatch } = useWorkspace();
  const { run, toldAtMs, enter, restore, setLanguage } = lab;
  const rewinds = run.steps.flatMap(({ canRestore, title }, at) => {
    if (!canRestore || at > run.current) return [];
    const label = at === run.current ? "Reset this step" : `Back to step ${at + 1}, ${title}`;
    return [{ label, run: () => restore(at) }];
  });
  return (
    <header className="border-line border-b bg-page">
      <div className="flex min-h-9 items-center gap-1 pr-1 pl-4">
        <h2 className="min-w-0 flex-1 truncate font-semibold" title={run.title}>
          {run.title}
        </h2>
        <Clock run={run} toldAtMs={toldAtMs} />
        {run.languages.length > 1 && (
          <ActionMenu
            heading="Language"
            trigger={
              <Button look="quiet" aria-label={`Language: ${languageName(run.language)}`}>
                <Languages size={15} aria-hidden />
              </Button>
            }
            actions={run.languages.map((language) => ({
              label: languageName(language),
              disabled: language === run.language,
              run: () => setLanguage(language),
            }))}
          />
        )}
        <span className="max-md:hidden">
          <IconButton
            name="Hide the lab"
            Icon={PanelLeftClose}
            onClick={() => dispatch({ type: "lab.shown", shown: false })}
          />
        </span>
      </div>
      <div className="flex min-h-9 items-center justify-between gap-1 border-line border-t pr-1 pl-2">
        <StepMenu run={run} enter={enter} />
        {rewinds.length > 0 && (
          <ActionMenu
            heading="Files, images and containers as they were"
            trigger={
              <Button look="quiet" disabled={lab.busy !== null} aria-label="Rewind">
                <History size={14} aria-hidden /> Rewind
              </Button>
            }
            actions={rewinds}
          />
        )}
      </div>
    </header>
  );
}
