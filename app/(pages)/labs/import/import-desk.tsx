"use client";
import { Loader2 } from "lucide-react";
import { Button } from "../../../ui/button.tsx";
import { Notice } from "../../../ui/notice.tsx";
import { LoadNotice } from "../load-notice.tsx";
import { useLoaded } from "../use-loaded.ts";
import { ChooseSource } from "./choose-source.tsx";
import { FailureNote } from "./failure-note.tsx";
import { importApi } from "./import-api.ts";
import { ImportReport } from "./import-report.tsx";
import { KeptLabs } from "./kept-labs.tsx";
import { MyImports } from "./my-imports.tsx";
import { type ImportStage, useImport } from "./use-import.ts";

function Reading({
  stage: { source, sent },
  onStop,
}: {
  stage: Extract<ImportStage, { at: "reading" }>;
  onStop: () => void;
}) {
  const sending = sent !== null && sent < 1;
  const words =
    sent === null
      ? "Fetching the repository and reading its labs…"
      : sending
        ? "Sending…"
        : "Reading the labs…";
  return (
    <section aria-label="Progress" className="rounded-lg border border-line bg-surface p-6">
      <p className="break-all font-medium">{source}</p>
      <div className="mt-3 flex items-center gap-3">
        <Loader2
          size={16}
          aria-hidden
          className="shrink-0 animate-spin text-accent motion-reduce:animate-none"
        />
        <p role="status" className="flex-1 text-muted">
          {words}
        </p>
        <Button onClick={onStop}>Stop</Button>
      </div>
      {sending && (
        <progress
          aria-label="Sent"
          value={sent}
          max={1}
          className="mt-3 h-1.5 w-full overflow-hidden rounded"
        />
      )}
    </section>
  );
}

/** Where people bring labs: choose, wait, look through what was found, add. */
export function ImportDesk() {
  const mine = useLoaded(importApi.mine);
  const { stage, failure, sendFile, fetchRepository, keep, chooseAgain } = useImport();
  if (mine.failure?.code === "lab.imports-off")
    return <Notice page title={mine.failure.message} text={mine.failure.nextStep} />;
  if (!mine.data) return <LoadNotice loaded={mine} what="page" />;
  return (
    <div className="mx-auto flex w-full max-w-3xl flex-col gap-6">
      <div>
        <h1 className="font-semibold text-2xl leading-8 tracking-tight">Bring labs</h1>
        <p className="mt-1 max-w-[46rem] text-muted">
          Your own labs, and scenarios written for Killercoda, Katacoda, Play with Docker or Docker’s
          Labspaces. You see what was found before anything is added.
        </p>
      </div>
      {failure && <FailureNote failure={failure} />}
      {stage.at === "choose" && <ChooseSource onFile={sendFile} onAddress={fetchRepository} />}
      {stage.at === "recalling" && (
        <p role="status" className="text-muted">
          One moment…
        </p>
      )}
      {stage.at === "reading" && <Reading stage={stage} onStop={chooseAgain} />}
      {stage.at === "report" && stage.view.state === "kept" && (
        <KeptLabs view={stage.view} onMore={chooseAgain} />
      )}
      {stage.at === "report" && (
        <ImportReport
          view={stage.view}
          keeping={stage.keeping}
          onKeep={() => void keep(stage.view).then(mine.reload)}
          onDiscard={chooseAgain}
        />
      )}
      {stage.at === "choose" && <MyImports imports={mine.data} onChanged={mine.reload} />}
    </div>
  );
}
