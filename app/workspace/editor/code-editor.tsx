"use client";
import { useEffect, useRef } from "react";
import { languageOf } from "../../client/file-kind.ts";
import { fileKey } from "../../client/layout-state.ts";
import { useTheme } from "../../ui/theme.ts";
import { useWorkspace } from "../workspace-context.ts";
import type { Document } from "./document-store.ts";
import { monaco } from "./monaco-setup.ts";

type Editor = ReturnType<typeof monaco.editor.create>;
type ViewState = ReturnType<Editor["saveViewState"]>;

const uriOf = (key: string) => monaco.Uri.parse(`slipway:///${encodeURIComponent(key)}`);

/** The editor: one for all tabs, a text model for each open file, so that undo and the cursor stay with the file. */
export default function CodeEditor({ document, openKeys }: { document: Document; openKeys: string[] }) {
  const { documents, preferences, attempt } = useWorkspace();
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<Editor | null>(null);
  const views = useRef(new Map<string, ViewState>());
  const revisions = useRef(new Map<string, number>());
  const theme = useTheme();
  const key = fileKey(document.file);
  const save = useRef(() => {});
  save.current = () => void attempt(() => documents.save(key));

  useEffect(() => {
    if (!host.current) return;
    const made = monaco.editor.create(host.current, {
      model: null,
      automaticLayout: true,
      fontFamily: '"JetBrains Mono Variable", monospace',
      minimap: { enabled: false },
      scrollBeyondLastLine: false,
      fixedOverflowWidgets: true,
      renderWhitespace: "selection",
      ariaLabel: "Editor. Ctrl+M lets Tab leave the editor; F6 goes to the next pane.",
      padding: { top: 8 },
    });
    editor.current = made;
    return () => {
      editor.current = null;
      made.dispose();
      for (const model of monaco.editor.getModels()) if (model.uri.scheme === "slipway") model.dispose();
    };
  }, []);

  useEffect(() => {
    monaco.editor.setTheme(theme === "dark" ? "slipway-dark" : "slipway-light");
    editor.current?.updateOptions({ fontSize: preferences.fontSizePx });
  }, [theme, preferences.fontSizePx]);

  useEffect(() => {
    const here = editor.current;
    const shown = documents.get(key);
    if (!here || !shown) return;
    let model = monaco.editor.getModel(uriOf(key));
    if (!model) {
      model = monaco.editor.createModel(shown.text, languageOf(shown.file.path), uriOf(key));
      revisions.current.set(key, shown.revision);
    }
    const shownModel = model;
    here.setModel(shownModel);
    here.restoreViewState(views.current.get(key) ?? null);
    here.focus();
    const edits = shownModel.onDidChangeContent(() => documents.edit(key, shownModel.getValue()));
    return () => {
      edits.dispose();
      views.current.set(key, here.saveViewState());
    };
  }, [key, documents]);

  useEffect(() => {
    const model = monaco.editor.getModel(uriOf(key));
    if (!model || revisions.current.get(key) === document.revision) return;
    revisions.current.set(key, document.revision);
    if (model.getValue() !== document.text)
      model.pushEditOperations([], [{ range: model.getFullModelRange(), text: document.text }], () => null);
  }, [key, document.revision, document.text]);

  useEffect(() => {
    const open = new Set(openKeys.map((open) => uriOf(open).toString()));
    for (const model of monaco.editor.getModels())
      if (model.uri.scheme === "slipway" && !open.has(model.uri.toString())) model.dispose();
  }, [openKeys]);

  return (
    <div
      ref={host}
      className="h-full w-full"
      onKeyDownCapture={(event) => {
        if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "s") {
          event.preventDefault();
          event.stopPropagation();
          save.current();
        }
      }}
    />
  );
}
