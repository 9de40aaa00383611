import type { Dialect } from "../../model/lab.ts";
import { nodeOfNumber } from "../node-number.ts";

/** What the words after a fence ask for. */
export interface FenceInfo {
  language: string | null;
  run: boolean;
  copy: boolean;
  save: string | null;
  insert: string | null;
  terminal: string | null;
  node: string | null;
  interrupt: boolean;
  noEnter: boolean;
  highlight: string | null;
  unknown: string[];
}

const shells = new Set(["bash", "sh", "console"]);
const lines = /^\d{1,5}(?:-\d{1,5})?(?:,\d{1,5}(?:-\d{1,5})?)*$/;
const word = /([^\s=]+)(?:=(?:"([^"]*)"|(\S*)))?/g;

/** Reads the info words of a fenced block by the rules of its dialect. */
export function parseFenceInfo(info: string, dialect: Dialect): FenceInfo {
  const found: FenceInfo = {
    language: null,
    run: false,
    copy: true,
    save: null,
    insert: null,
    terminal: null,
    node: null,
    interrupt: false,
    noEnter: false,
    highlight: null,
    unknown: [],
  };
  const braces = /\{([\d,\s-]+)\}/.exec(info);
  if (braces) found.highlight = validLines(braces[1] ?? "");
  const plain = info.replace(braces?.[0] ?? "", " ");
  const words = [...plain.matchAll(word)].map(([, key = "", quoted, bare]) => ({
    key,
    value: quoted ?? bare ?? null,
  }));
  const first = words[0];
  if (first && first.value === null && !knownWord(first.key, null, dialect, { ...found, unknown: [] })) {
    found.language = first.key.toLowerCase().slice(0, 40);
    words.shift();
  }
  if (dialect === "native" || dialect === "labspace") {
    const runs = dialect === "native" ? shells : new Set([...shells, "shell"]);
    found.run = runs.has(found.language ?? "");
    if (dialect === "native" && found.language === "output") found.copy = false;
  }
  for (const { key, value } of words)
    if (!knownWord(key, value, dialect, found)) found.unknown.push(value === null ? key : `${key}=${value}`);
  return found;
}

function validLines(written: string): string | null {
  const tight = written.replaceAll(/\s/g, "").slice(0, 200);
  return lines.test(tight) ? tight : null;
}

function knownWord(key: string, value: string | null, dialect: Dialect, found: FenceInfo): boolean {
  if (dialect === "play-with-docker") return termClass(key, found);
  if (dialect === "labspace") return labspaceWord(key, value, found);
  if (dialect === "native") return nativeWord(key, value, found);
  return false;
}

/** `.term2` is the terminal of the second node. */
function termClass(key: string, found: FenceInfo): boolean {
  const digit = /^\.term([1-9])$/.exec(key)?.[1];
  const node = digit ? nodeOfNumber(digit) : null;
  if (!node) return false;
  found.run = true;
  found.node = node;
  return true;
}

function labspaceWord(key: string, value: string | null, found: FenceInfo): boolean {
  if (key === "no-copy-button") found.copy = false;
  else if (key === "no-run-button") found.run = false;
  else if (key === "save-as" && value) found.save = value;
  else if (key === "terminal-id" && value) found.terminal = value;
  else if (key === "highlight" && value) found.highlight = validLines(value);
  else return false;
  return true;
}

function nativeWord(key: string, value: string | null, found: FenceInfo): boolean {
  if (key === "run") found.run = true;
  else if (key === "no-run") found.run = false;
  else if (key === "no-copy") found.copy = false;
  else if (key === "interrupt") found.interrupt = true;
  else if (key === "no-enter") found.noEnter = true;
  else if (!value) return false;
  else if (key === "save") found.save = value;
  else if (key === "insert") found.insert = value;
  else if (key === "terminal") found.terminal = value;
  else if (key === "node") found.node = value;
  else if (key === "highlight") found.highlight = validLines(value);
  else return false;
  return true;
}
