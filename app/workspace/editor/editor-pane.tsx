"use client";
import { Download, Save } from "lucide-react";
import dynamic from "next/dynamic";
import { useEffect, useMemo, useSyncExternalStore } from "react";
import { api } from "../../client/api-client.ts";
import { fileKey } from "../../client/layout-state.ts";
import { baseName, parentPath } from "../../client/sandbox-path.ts";
import { Button } from "../../ui/button.tsx";
import { Notice } from "../../ui/notice.tsx";
import { TabStrip } from "../../ui/tab-strip.tsx";
import { useWorkspace } from "../workspace-context.ts";
import { type Document, isDirty } from "./document-store.ts";

const CodeEditor = dynamic(() => import("./code-editor.tsx"), {
  ssr: false,
  loading: () => <Notice title="Opening the editor…" />,
});

/** Open files in tabs over the editor. */
export function EditorPane() {
  const { session, layout, dispatch, documents, attempt, confirm, socket } = useWorkspace();
  useSyncExternalStore(documents.subscribe, documents.version, documents.version);
  const { files } = layout;
  useEffect(() => {
    documents.keepOnly(files.map(fileKey));
    for (const file of files) {
      documents.open(file);
      socket.watch(file.node, parentPath(file.path));
    }
  }, [files, documents, socket]);

  const keys = useMemo(() => files.map(fileKey), [files]);
  const active = layout.activeFile ? documents.get(layout.activeFile) : undefined;
  const names = files.map((file) => baseName(file.path));
  const close = (key: string) => {
    const closing = documents.get(key);
    const run = () => dispatch({ type: "file.closed", key });
    if (!closing || !isDirty(closing)) return run();
    confirm({
      title: `Close ${baseName(closing.file.path)} without saving?`,
      text: "What you typed since the last save will be lost.",
      action: "Close without saving",
      run,
    });
  };

  return (
    <section aria-label="Editor" data-pane="editor" className="flex h-full min-h-0 flex-col bg-surface">
      <div className="flex min-h-9 items-center border-line border-b bg-page">
        <TabStrip
          label="Open files"
          tabs={files.map((file, at) => {
            const document = documents.get(fileKey(file));
            const twin = names.filter((name) => name === names[at]).length > 1;
            const label = twin
              ? `${names[at]} (${file.node} ${parentPath(file.path)})`
              : (names[at] ?? file.path);
            return {
              id: fileKey(file),
              label,
              marked: document ? isDirty(document) : false,
              panelId: "editor-panel",
            };
          })}
          activeId={layout.activeFile}
          onChoose={(key) => dispatch({ type: "file.chosen", key })}
          onClose={close}
        />
        {active?.status === "text" && (
          <Button
            look="quiet"
            className="mr-1 ml-auto"
            aria-label="Save (Ctrl+S)"
            disabled={!isDirty(active)}
            onClick={() => void attempt(() => documents.save(fileKey(active.file)))}
          >
            <Save size={15} aria-hidden />
          </Button>
        )}
      </div>
      {active && <DiskNotice document={active} />}
      <div
        className="relative flex min-h-0 flex-1"
        {...(active ? { role: "tabpanel", id: "editor-panel", "aria-label": active.file.path } : {})}
      >
        {!active && (
          <Notice
            title="No file is open"
            text="Choose a file on the left, or make a new one. A Dockerfile is a good start."
          />
        )}
        {active?.status === "loading" && <Notice title={`Reading ${baseName(active.file.path)}…`} />}
        {active?.status === "text" && <CodeEditor document={active} openKeys={keys} />}
        {active?.status === "failed" && (
          <Notice
            title={active.failure?.message ?? "The file cannot be read."}
            text={active.failure?.nextStep}
            tone="bad"
            live="alert"
          >
            <Button onClick={() => void documents.reload(active.file)}>Try again</Button>
          </Notice>
        )}
        {(active?.status === "binary" || active?.status === "too-large") && (
          <Notice
            title={active.status === "binary" ? "This file is not text" : "This file is larger than 5 MB"}
            text="It is not opened in the editor. You can download it."
          >
            <a
              href={api.downloadUrl(session.id, active.file.node, active.file.path)}
              download={baseName(active.file.path)}
              className="inline-flex min-h-8 items-center gap-2 rounded-md bg-accent px-3 font-medium text-on-accent"
            >
              <Download size={15} aria-hidden /> Download {baseName(active.file.path)}
            </a>
          </Notice>
        )}
      </div>
    </section>
  );
}

/** Says that the disk and the editor differ, and asks which to keep. */
function DiskNotice({ document }: { document: Document }) {
  const { documents } = useWorkspace();
  const key = fileKey(document.file);
  if (document.missing)
    return (
      <p role="status" className="border-line border-b bg-raised px-3 py-1 text-[13px]">
        This file was deleted on disk. Save makes it again.
      </p>
    );
  if (document.diskText === null) return null;
  return (
    <div
      role="alert"
      className="flex flex-wrap items-center gap-2 border-line border-b bg-raised px-3 py-1 text-[13px]"
    >
      <span className="flex-1">This file changed on disk while you were editing it.</span>
      <Button onClick={() => documents.resolve(key, "keep")}>Keep mine</Button>
      <Button onClick={() => documents.resolve(key, "reload")}>Take the one on disk</Button>
    </div>
  );
}
