"use client";
import { Download, Save } from "lucide-react";
import dynamic from "next/dynamic";
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { api } from "../../client/api-client.ts";
import { fileKey } from "../../client/layout-state.ts";
import { baseName, displayName, parentPath } from "../../client/sandbox-path.ts";
import { Button } from "../../ui/button.tsx";
import { Notice } from "../../ui/notice.tsx";
import { TabStrip } from "../../ui/tab-strip.tsx";
import { enterClicked } from "../enter-clicked.ts";
import { focusPane } from "../pane-focus.ts";
import { neighbour } from "../tab-keys.ts";
import { useWorkspace } from "../workspace-context.ts";
import { DocumentNotice } from "./document-notice.tsx";
import { type Document, isDirty } from "./document-store.ts";
import { useCloseFile } from "./use-close-file.ts";
import { useEditorKeys } from "./use-editor-keys.ts";

const loading = () => <Notice title="Opening the editor…" />;
const CodeEditor = dynamic(() => import("./code-editor.tsx"), { ssr: false, loading });
const CompareView = dynamic(() => import("./compare-view.tsx"), { ssr: false, loading });

/** Open files in tabs over the editor. */
export function EditorPane() {
  const { layout, dispatch, documents, socket } = useWorkspace();
  useSyncExternalStore(documents.subscribe, documents.version, documents.version);
  const [comparing, setComparing] = useState<string | null>(null);
  const restored = useRef(layout.activeFile).current;
  const closeFile = useCloseFile();
  const { files, activeFile } = layout;
  useEffect(() => {
    documents.keepOnly(files.map(fileKey));
    for (const file of files) {
      documents.open(file);
      socket.watch(file.node, parentPath(file.path));
    }
  }, [files, documents, socket]);
  const shownBefore = useRef(activeFile);
  useEffect(() => {
    const closedLast = activeFile === null && shownBefore.current !== null;
    shownBefore.current = activeFile;
    if (closedLast && window.document.activeElement === window.document.body) focusPane("files");
  }, [activeFile]);

  const keys = useMemo(() => files.map(fileKey), [files]);
  const active = activeFile ? documents.get(activeFile) : undefined;
  const text = active?.status === "text" ? active : null;
  const anyText = keys.some((key) => documents.get(key)?.status === "text");
  const names = files.map((file) => baseName(file.path));
  const choose = (key: string) => dispatch({ type: "file.chosen", key });
  useEditorKeys({
    save: () => activeFile && void documents.save(activeFile),
    step(by) {
      const next = neighbour(keys, activeFile ?? undefined, by);
      if (next) choose(next);
    },
    close: () => activeFile && closeFile(activeFile),
  });

  return (
    <section aria-label="Editor" data-pane="editor" className="flex h-full min-h-0 flex-col bg-surface">
      <div className="flex min-h-9 items-center border-line border-b bg-page">
        {/* biome-ignore lint/a11y/noStaticElementInteractions lint/a11y/useKeyWithClickEvents: the tabs in it take the keys */}
        <div className="min-w-0" onClick={enterClicked("editor")}>
          <TabStrip
            label="Open files"
            tabs={files.map((file, at) => {
              const document = documents.get(fileKey(file));
              const twin = names.filter((name) => name === names[at]).length > 1;
              const name = displayName(names[at] ?? file.path);
              return {
                id: fileKey(file),
                label: twin ? `${name} (${file.node} ${displayName(parentPath(file.path))})` : name,
                marked: document ? isDirty(document) : false,
                panelId: "editor-panel",
              };
            })}
            activeId={activeFile}
            onChoose={choose}
            onClose={closeFile}
          />
        </div>
        {text && (
          <Button
            look="quiet"
            className="mr-1 ml-auto"
            aria-label="Save (Ctrl+S)"
            disabled={!isDirty(text)}
            onClick={() => void documents.save(fileKey(text.file))}
          >
            <Save size={15} aria-hidden />
          </Button>
        )}
      </div>
      {text && (
        <DocumentNotice
          document={text}
          comparing={comparing === activeFile}
          onCompare={(on) => setComparing(on ? activeFile : null)}
        />
      )}
      <div
        className="relative flex min-h-0 flex-1"
        {...(active
          ? { role: "tabpanel", id: "editor-panel", "aria-label": displayName(active.file.path) }
          : {})}
      >
        {anyText && (
          <div hidden={!text} className="absolute inset-0">
            <CodeEditor document={text} openKeys={keys} restoredKey={restored} />
          </div>
        )}
        {text && text.diskText !== null && comparing === activeFile && (
          <CompareView path={text.file.path} disk={text.diskText} mine={text.text} />
        )}
        {!text && <NotText document={active} />}
      </div>
    </section>
  );
}

/** What is shown where there is no text to edit. */
function NotText({ document }: { document: Document | undefined }) {
  const { session, documents } = useWorkspace();
  if (!document)
    return (
      <Notice
        title="No file is open"
        text="Choose a file on the left, or make a new one. A Dockerfile is a good start."
      />
    );
  const { file, status, failure } = document;
  const name = displayName(baseName(file.path));
  if (status === "loading") return <Notice title={`Reading ${name}…`} />;
  if (status === "failed")
    return (
      <Notice
        title={failure?.message ?? "The file cannot be read."}
        text={failure?.nextStep}
        tone="bad"
        live="alert"
      >
        <Button onClick={() => void documents.reload(file)}>Try again</Button>
      </Notice>
    );
  return (
    <Notice
      title={status === "binary" ? "This file is not text" : "This file is larger than 5 MB"}
      text="It is not opened in the editor. You can download it."
    >
      <a
        href={api.downloadUrl(session.id, file.node, file.path)}
        download={baseName(file.path)}
        className="inline-flex min-h-8 max-w-full items-center gap-2 rounded-md bg-accent px-3 font-medium text-on-accent"
      >
        <Download size={15} aria-hidden className="shrink-0" />
        <span className="truncate">Download {name}</span>
      </a>
    </Notice>
  );
}
