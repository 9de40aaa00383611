"use client";
import { useEffect, useRef } from "react";
import { indentationOf, languageOf } from "../../client/file-kind.ts";
import { fileKey } from "../../client/layout-state.ts";
import { useTheme } from "../../ui/theme.ts";
import { useWorkspace } from "../workspace-context.ts";
import type { Document } from "./document-store.ts";
import { editorOptions } from "./editor-options.ts";
import { monaco } from "./monaco-setup.ts";

type Editor = ReturnType<typeof monaco.editor.create>;
type Model = ReturnType<typeof monaco.editor.createModel>;
type ViewState = ReturnType<Editor["saveViewState"]>;

const uriOf = (key: string) => monaco.Uri.parse(`slipway:///${encodeURIComponent(key)}`);
const ownModels = () => monaco.editor.getModels().filter((model) => model.uri.scheme === "slipway");
/** With the line ends and the byte order mark that the file has. */
const textOf = (model: Model) => model.getValue(monaco.editor.EndOfLinePreference.TextDefined, true);

function createModel({ file, text }: Document): Model {
  const model = monaco.editor.createModel(text, languageOf(file.path), uriOf(fileKey(file)));
  const { insertSpaces, tabSize } = indentationOf(file.path);
  model.detectIndentation(insertSpaces, tabSize);
  return model;
}

/** Takes a text from outside, as one step that can be undone. */
function replaceText(model: Model, text: string): void {
  const { CRLF, LF } = monaco.editor.EndOfLineSequence;
  model.pushEditOperations([], [{ range: model.getFullModelRange(), text }], () => null);
  model.pushEOL(text.includes("\r\n") ? CRLF : LF);
}

/** Whether the editor may take the focus when it shows another file: not from tabs and lists that are walked by key. */
function mayTakeFocus(previousClosed: boolean): boolean {
  const active = window.document.activeElement;
  if (active?.closest("[role=tablist]")) return false;
  return !previousClosed || active === null || active === window.document.body;
}

/**
 * The editor: one for all tabs, a text model for each open file, so that undo and the cursor stay with the file. Null
 * while something else than text is shown.
 */
export default function CodeEditor({
  document,
  openKeys,
  restoredKey,
}: {
  document: Document | null;
  openKeys: string[];
  /** The file that a reload brought back: showing it is not a wish to type into it. */
  restoredKey: string | null;
}) {
  const { documents, preferences } = useWorkspace();
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<Editor | null>(null);
  const views = useRef(new Map<string, ViewState>());
  const revisions = useRef(new Map<string, number>());
  const applying = useRef(false);
  const previous = useRef(restoredKey);
  const open = useRef(openKeys);
  open.current = openKeys;
  const theme = useTheme();
  const key = document && fileKey(document.file);

  useEffect(() => {
    if (!host.current) return;
    const made = monaco.editor.create(host.current, editorOptions);
    editor.current = made;
    return () => {
      editor.current = null;
      made.dispose();
      for (const model of ownModels()) model.dispose();
    };
  }, []);

  useEffect(() => {
    monaco.editor.setTheme(theme === "dark" ? "slipway-dark" : "slipway-light");
  }, [theme]);
  useEffect(() => {
    const accessibilitySupport = preferences.screenReader ? "on" : "auto";
    editor.current?.updateOptions({ fontSize: preferences.fontSizePx, accessibilitySupport });
  }, [preferences]);

  useEffect(() => {
    const here = editor.current;
    const shown = key === null ? undefined : documents.get(key);
    if (!here || !shown || key === null) return;
    const model = monaco.editor.getModel(uriOf(key)) ?? createModel(shown);
    if (!revisions.current.has(key)) revisions.current.set(key, shown.revision);
    here.setModel(model);
    here.restoreViewState(views.current.get(key) ?? null);
    if (previous.current !== key) {
      const closed = previous.current !== null && !open.current.includes(previous.current);
      if (mayTakeFocus(closed)) here.focus();
      previous.current = key;
    }
    const edits = model.onDidChangeContent(() => {
      if (!applying.current) documents.edit(key, textOf(model));
    });
    return () => {
      edits.dispose();
      views.current.set(key, here.saveViewState());
    };
  }, [key, documents]);

  useEffect(() => {
    if (!document || key === null) return;
    const model = monaco.editor.getModel(uriOf(key));
    if (!model || revisions.current.get(key) === document.revision) return;
    revisions.current.set(key, document.revision);
    if (textOf(model) === document.text) return;
    applying.current = true;
    replaceText(model, document.text);
    applying.current = false;
  }, [key, document]);

  useEffect(() => {
    const here = editor.current;
    if (!here || !document || document.line === null) return;
    const lineNumber = Math.min(document.line, here.getModel()?.getLineCount() ?? 1);
    here.setPosition({ lineNumber, column: 1 });
    here.revealLineInCenter(lineNumber);
    documents.reveal(document.file, null);
  }, [document, documents]);

  useEffect(() => {
    const kept = new Set(openKeys.map((open) => uriOf(open).toString()));
    for (const model of ownModels()) if (!kept.has(model.uri.toString())) model.dispose();
    for (const known of revisions.current.keys())
      if (!openKeys.includes(known)) revisions.current.delete(known);
  }, [openKeys]);

  return <div ref={host} className="h-full w-full" />;
}
