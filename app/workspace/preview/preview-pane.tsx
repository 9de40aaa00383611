"use client";
import { ExternalLink, RotateCw, X } from "lucide-react";
import { useCallback, useEffect, useRef, useState } from "react";
import type { FailureView } from "../../../runtime/protocol/index.ts";
import { failureOf } from "../../client/api-failure.ts";
import type { OpenPort } from "../../client/layout-state.ts";
import { Button } from "../../ui/button.tsx";
import { Notice } from "../../ui/notice.tsx";
import { useWorkspace } from "../workspace-context.ts";
import { AddressBar } from "./address-bar.tsx";
import { openInNewTab } from "./open-in-new-tab.ts";
import { previewLink } from "./preview-link.ts";

/** What a served page may do here: nothing to this page, which it can neither read nor lead away. */
const FRAME_MAY = "allow-scripts allow-same-origin allow-forms allow-popups allow-modals allow-downloads";

function useLink(sessionId: string, port: OpenPort) {
  const [link, setLink] = useState<string | null>(null);
  const [failure, setFailure] = useState<FailureView | null>(null);
  const latest = useRef(0);
  const { node, port: number, path } = port;
  const load = useCallback(async () => {
    const mine = ++latest.current;
    setFailure(null);
    try {
      const made = await previewLink(sessionId, { node, port: number, path });
      if (mine === latest.current) setLink(made);
    } catch (error) {
      if (mine === latest.current) setFailure(failureOf(error));
    }
  }, [sessionId, node, number, path]);
  useEffect(() => {
    setLink(null);
    void load();
  }, [load]);
  return { link, failure, load };
}

/** A port of a sandbox, seen on an origin of its own beside the terminal. */
export function PreviewPane({ port }: { port: OpenPort }) {
  const { session, dispatch, attempt } = useWorkspace();
  const { link, failure, load } = useLink(session.id, port);
  const close = () => dispatch({ type: "preview.closed" });

  const listens = session.ports.some((known) => known.node === port.node && known.port === port.port);
  const listened = useRef(listens);
  useEffect(() => {
    // A server that was started again is looked at again.
    if (listens && !listened.current) void load();
    listened.current = listens;
  }, [listens, load]);

  return (
    <section aria-label="Preview" data-pane="preview" className="flex h-full min-h-0 flex-col bg-surface">
      <div className="flex min-h-9 items-center gap-1 border-line border-b bg-page px-1">
        <AddressBar
          port={port}
          onGo={(path) =>
            path === port.path ? void load() : dispatch({ type: "preview.opened", port: { ...port, path } })
          }
        />
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
        <Button look="quiet" aria-label="Close the preview" onClick={close}>
          <X size={15} aria-hidden />
        </Button>
      </div>
      {!listens && !failure && (
        <p role="status" className="border-line border-b bg-raised px-3 py-1 text-[13px]">
          Nothing listens on port {port.port} of {port.node} now. This preview comes back when something does.
        </p>
      )}
      {failure ? (
        <Notice title={failure.message} text={failure.nextStep} tone="bad" live="alert">
          <Button onClick={() => void load()}>Try again</Button>
          <Button onClick={close}>Close the preview</Button>
        </Notice>
      ) : link ? (
        <iframe
          key={link}
          src={link}
          title={`Preview of port ${port.port} on ${port.node}`}
          sandbox={FRAME_MAY}
          className="min-h-0 w-full flex-1 border-0 bg-white"
        />
      ) : (
        <Notice title={`Opening port ${port.port}…`} />
      )}
    </section>
  );
}
