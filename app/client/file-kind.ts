import { baseName } from "./sandbox-path.ts";

const BY_EXTENSION: Record<string, string> = {
  yml: "yaml",
  yaml: "yaml",
  sh: "shell",
  bash: "shell",
  bashrc: "shell",
  profile: "shell",
  py: "python",
  json: "json",
  js: "javascript",
  mjs: "javascript",
  cjs: "javascript",
  jsx: "javascript",
  ts: "typescript",
  md: "markdown",
  markdown: "markdown",
  dockerfile: "dockerfile",
  ini: "ini",
  conf: "ini",
  toml: "ini",
  env: "ini",
  css: "css",
  html: "html",
  htm: "html",
  go: "go",
  sql: "sql",
};

/** The editor's language for a file, by its name; `plaintext` when none fits. */
export function languageOf(path: string): string {
  const name = baseName(path).toLowerCase();
  if (/^(?:docker|container)file(?:\..+)?$/.test(name)) return "dockerfile";
  return BY_EXTENSION[name.slice(name.lastIndexOf(".") + 1)] ?? "plaintext";
}

const TWO_SPACES = new Set(["yaml", "json", "javascript", "typescript", "css", "html", "markdown"]);

/** How a file is indented when its own text does not show it. Makefiles and Go mean the tab. */
export function indentationOf(path: string): { insertSpaces: boolean; tabSize: number } {
  const language = languageOf(path);
  const tabs = language === "go" || /^(?:gnu)?makefile$|\.mk$/i.test(baseName(path));
  return { insertSpaces: !tabs, tabSize: TWO_SPACES.has(language) ? 2 : 4 };
}

/** The text of a file, or null when it is not text (a NUL byte, or not UTF-8). */
export function decodeText(bytes: Uint8Array): string | null {
  if (bytes.subarray(0, 8192).includes(0)) return null;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

export function describeSize(sizeBytes: number): string {
  if (sizeBytes < 1024) return `${sizeBytes} B`;
  if (sizeBytes < 1024 ** 2) return `${(sizeBytes / 1024).toFixed(1)} KB`;
  return `${(sizeBytes / 1024 ** 2).toFixed(1)} MB`;
}
