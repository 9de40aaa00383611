"use client";
import { ExternalLink, RotateCw, X } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import type { FailureView } from "../../../runtime/protocol/index.ts";
import { api } from "../../client/api-client.ts";
import { failureOf } from "../../client/api-failure.ts";
import type { OpenPort } from "../../client/layout-state.ts";
import { Button } from "../../ui/button.tsx";
import { Notice } from "../../ui/notice.tsx";
import { useWorkspace } from "../workspace-context.ts";
import { openInNewTab } from "./open-in-new-tab.ts";

/** A port of a sandbox, seen on an origin of its own beside the terminal. */
export function PreviewPane({ port }: { port: OpenPort }) {
  const { session, dispatch, attempt } = useWorkspace();
  const [link, setLink] = useState<string | null>(null);
  const [failure, setFailure] = useState<FailureView | null>(null);
  const sessionId = session.id;
  const load = useCallback(async () => {
    setLink(null);
    setFailure(null);
    try {
      setLink((await api.openPreview(sessionId, port.node, port.port)).url);
    } catch (error) {
      setFailure(failureOf(error));
    }
  }, [sessionId, port.node, port.port]);
  useEffect(() => void load(), [load]);

  const gone = !session.ports.some((known) => known.node === port.node && known.port === port.port);
  return (
    <section aria-label="Preview" data-pane="preview" className="flex h-full min-h-0 flex-col bg-surface">
      <div className="flex min-h-9 items-center gap-1 border-line border-b bg-page pr-1 pl-3">
        <span className="mr-auto truncate font-mono text-[13px]">
          {port.node}:{port.port}
          {gone && <span className="ml-2 font-sans text-muted">nothing listens now</span>}
        </span>
        <Button look="quiet" aria-label="Reload the preview" onClick={() => void load()}>
          <RotateCw size={14} aria-hidden />
        </Button>
        <Button
          look="quiet"
          aria-label="Open the preview in a new tab"
          onClick={() => void attempt(() => openInNewTab(session.id, port))}
        >
          <ExternalLink size={14} aria-hidden />
        </Button>
        <Button
          look="quiet"
          aria-label="Close the preview"
          onClick={() => dispatch({ type: "preview.closed" })}
        >
          <X size={15} aria-hidden />
        </Button>
      </div>
      {failure ? (
        <Notice title={failure.message} text={failure.nextStep} tone="bad" live="alert">
          <Button onClick={() => void load()}>Try again</Button>
        </Notice>
      ) : link ? (
        <iframe
          key={link}
          src={link}
          title={`Preview of port ${port.port} on ${port.node}`}
          sandbox="allow-scripts allow-same-origin allow-forms allow-popups allow-modals allow-downloads"
          className="min-h-0 w-full flex-1 border-0 bg-white"
        />
      ) : (
        <Notice title={`Opening port ${port.port}…`} />
      )}
    </section>
  );
}
