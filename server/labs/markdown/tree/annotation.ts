import type { NodeName } from "../../../../runtime/protocol/index.ts";
import { nodeOfNumber } from "../node-number.ts";

/** What a command is to do when it is clicked. */
export interface Annotation {
  action: "run" | "copy" | "open" | "none";
  terminal?: string;
  node?: NodeName;
  interrupt?: boolean;
  noEnter?: boolean;
  control?: boolean;
  /** Words that are not understood. */
  unknown: string[];
}

/** Reads Killercoda's and Katacoda's words between `{{` and `}}`. */
export function parseAnnotation(words: string): Annotation {
  const annotation: Annotation = { action: "none", unknown: [] };
  for (const word of words.split(/[\s,]+/).filter(Boolean)) {
    const lower = word.toLowerCase();
    if (lower === "exec" || lower === "execute") annotation.action = "run";
    else if (lower === "copy") annotation.action = "copy";
    else if (lower === "open") annotation.action = "open";
    else if (lower === "interrupt") annotation.interrupt = true;
    else if (lower === "no-newline") annotation.noEnter = true;
    else if (lower === "ctrl-seq") annotation.control = true;
    else if (/^t[1-9]$/.test(lower)) annotation.terminal = lower.slice(1);
    else {
      const node = /^host[1-9]$/.test(lower) ? nodeOfNumber(lower.slice(4)) : null;
      if (node) annotation.node = node;
      else annotation.unknown.push(word);
    }
  }
  const forTyping = annotation.interrupt || annotation.noEnter || annotation.control || annotation.terminal;
  if (annotation.action === "none" && (forTyping || annotation.node)) annotation.action = "run";
  return annotation;
}

/** The annotation at the beginning of the text that follows a piece of code, and how many characters it takes. */
export function leadingAnnotation(text: string): { words: string; length: number } | null {
  const [all, words = ""] = /^[ \t]?\{\{([^{}\n]{0,200})\}\}/.exec(text) ?? [];
  return all === undefined ? null : { words, length: all.length };
}
