"use client";
import type { ReactNode } from "react";
import { fileKey } from "../../client/layout-state.ts";
import { Button } from "../../ui/button.tsx";
import { useWorkspace } from "../workspace-context.ts";
import type { Document } from "./document-store.ts";

function Line({ role, text, children }: { role: "status" | "alert"; text: string; children?: ReactNode }) {
  return (
    <div
      role={role}
      className="flex flex-wrap items-center gap-2 border-line border-b bg-raised px-3 py-1 text-[13px]"
    >
      <span className="min-w-48 flex-1">{text}</span>
      {children}
    </div>
  );
}

/** Says where the disk and the editor differ and why a save failed, with what to do about it. */
export function DocumentNotice({
  document,
  comparing,
  onCompare,
}: {
  document: Document;
  comparing: boolean;
  onCompare: (on: boolean) => void;
}) {
  const { documents } = useWorkspace();
  const key = fileKey(document.file);
  const { saveFailure, diskText, missing } = document;
  const answer = (choice: "keep" | "reload") => {
    onCompare(false);
    documents.resolve(key, choice);
  };
  return (
    <>
      {saveFailure && diskText === null && (
        <Line role="alert" text={`${saveFailure.message} ${saveFailure.nextStep}`}>
          <Button onClick={() => void documents.save(key)}>Save again</Button>
        </Line>
      )}
      {missing && <Line role="status" text="This file was deleted on disk. Save makes it again." />}
      {diskText !== null && (
        <Line
          role="alert"
          text={`${saveFailure ? "Not saved: this" : "This"} file changed on disk while you were editing it.`}
        >
          <Button aria-pressed={comparing} onClick={() => onCompare(!comparing)}>
            Compare
          </Button>
          <Button onClick={() => answer("keep")}>Keep mine</Button>
          <Button onClick={() => answer("reload")}>Take the one on disk</Button>
        </Line>
      )}
    </>
  );
}
