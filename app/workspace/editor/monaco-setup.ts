import * as monaco from "monaco-editor/editor";
import "monaco-editor/features/register.all";
import "monaco-editor/languages/definitions/css/register";
import "monaco-editor/languages/definitions/dockerfile/register";
import "monaco-editor/languages/definitions/go/register";
import "monaco-editor/languages/definitions/html/register";
import "monaco-editor/languages/definitions/ini/register";
import "monaco-editor/languages/definitions/javascript/register";
import "monaco-editor/languages/definitions/markdown/register";
import "monaco-editor/languages/definitions/python/register";
import "monaco-editor/languages/definitions/shell/register";
import "monaco-editor/languages/definitions/sql/register";
import "monaco-editor/languages/definitions/typescript/register";
import "monaco-editor/languages/definitions/yaml/register";
import "monaco-editor/languages/features/json/register";

// Workers are ours, from our own origin: nothing is fetched from elsewhere.
self.MonacoEnvironment = {
  getWorker: (_id, label) =>
    label === "json"
      ? new Worker(new URL("monaco-editor/languages/features/json/json.worker.js", import.meta.url), {
          type: "module",
        })
      : new Worker(new URL("monaco-editor/editor/editor.worker.js", import.meta.url), { type: "module" }),
};

const mono = {
  "editor.background": "#ffffff",
  "editorLineNumber.foreground": "#6b7480",
  focusBorder: "#1a56c4",
};
monaco.editor.defineTheme("slipway-light", { base: "vs", inherit: true, rules: [], colors: mono });
monaco.editor.defineTheme("slipway-dark", {
  base: "vs-dark",
  inherit: true,
  rules: [],
  colors: {
    "editor.background": "#1a1e23",
    "editorLineNumber.foreground": "#8b949f",
    focusBorder: "#7fb0ff",
  },
});

export { monaco };
