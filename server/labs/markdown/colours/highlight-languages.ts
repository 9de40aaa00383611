import type { LanguageInput } from "shiki/core";

type Load = () => Promise<{ default: LanguageInput }>;

/** Grammars are loaded when a text first needs them. */
const grammars = {
  bash: () => import("shiki/langs/bash.mjs"),
  console: () => import("shiki/langs/shellsession.mjs"),
  css: () => import("shiki/langs/css.mjs"),
  diff: () => import("shiki/langs/diff.mjs"),
  dockerfile: () => import("shiki/langs/docker.mjs"),
  go: () => import("shiki/langs/go.mjs"),
  html: () => import("shiki/langs/html.mjs"),
  ini: () => import("shiki/langs/ini.mjs"),
  java: () => import("shiki/langs/java.mjs"),
  js: () => import("shiki/langs/javascript.mjs"),
  json: () => import("shiki/langs/json.mjs"),
  markdown: () => import("shiki/langs/markdown.mjs"),
  nginx: () => import("shiki/langs/nginx.mjs"),
  python: () => import("shiki/langs/python.mjs"),
  r: () => import("shiki/langs/r.mjs"),
  sql: () => import("shiki/langs/sql.mjs"),
  toml: () => import("shiki/langs/toml.mjs"),
  ts: () => import("shiki/langs/typescript.mjs"),
  xml: () => import("shiki/langs/xml.mjs"),
  yaml: () => import("shiki/langs/yaml.mjs"),
} satisfies Record<string, Load>;

export type HighlightLanguage = keyof typeof grammars;

const aliases: Record<string, HighlightLanguage> = {
  sh: "bash",
  shell: "bash",
  zsh: "bash",
  "shell-session": "console",
  shellsession: "console",
  docker: "dockerfile",
  golang: "go",
  htm: "html",
  properties: "ini",
  conf: "ini",
  javascript: "js",
  node: "js",
  jsx: "js",
  jsonc: "json",
  md: "markdown",
  py: "python",
  python3: "python",
  typescript: "ts",
  tsx: "ts",
  svg: "xml",
  yml: "yaml",
};

/** The grammar for a language as authors write it; null when it is shown plain. */
export function highlightLanguage(written: string): HighlightLanguage | null {
  const name = written.toLowerCase();
  if (Object.hasOwn(grammars, name)) return name as HighlightLanguage;
  return Object.hasOwn(aliases, name) ? (aliases[name] ?? null) : null;
}

/** The language that a file's name speaks of, as a fence would name it. */
export function languageOfFile(path: string): string | undefined {
  const name = path.split("/").at(-1)?.toLowerCase() ?? "";
  if (/^dockerfile(\.|$)/.test(name)) return "dockerfile";
  const ending = /\.([a-z0-9]+)$/.exec(name)?.[1] ?? "";
  return highlightLanguage(ending) ?? undefined;
}

export const loadGrammar = async (language: HighlightLanguage) => (await grammars[language]()).default;
