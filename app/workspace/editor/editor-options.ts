import type { monaco } from "./monaco-setup.ts";

type Options = NonNullable<Parameters<typeof monaco.editor.create>[1]>;

/** How the editor behaves: what is pasted stays as it was, Enter makes a line, chrome is thin. */
export const editorOptions: Options = {
  model: null,
  automaticLayout: true,
  fontFamily: '"JetBrains Mono Variable", monospace',
  autoIndentOnPaste: false,
  formatOnPaste: false,
  pasteAs: { enabled: false },
  // A file dropped on the page is uploaded, not written into the text.
  dropIntoEditor: { enabled: false },
  acceptSuggestionOnEnter: "off",
  minimap: { enabled: false },
  overviewRulerLanes: 0,
  overviewRulerBorder: false,
  hideCursorInOverviewRuler: true,
  scrollBeyondLastLine: false,
  fixedOverflowWidgets: true,
  renderWhitespace: "selection",
  ariaLabel: "Editor. Ctrl+M lets Tab leave the editor; F6 goes to the next pane.",
  padding: { top: 8 },
};
