import type { Annotation } from "../../markdown/tree/annotation.ts";
import type { FenceInfo } from "../../markdown/tree/fence-info.ts";

const SHELLS = new Set(["bash", "sh", "console"]);

/** A word of a fence's info, in quotes where it holds a blank. */
const word = (key: string, value: string) =>
  `${key}=${/\s/.test(value) ? `"${value.replaceAll('"', "'")}"` : value}`;

/** What a block of code asks for, whatever its dialect; `control` has no words in the native format. */
export interface BlockWords extends Omit<FenceInfo, "unknown"> {
  run: boolean;
  copy: boolean;
}

/** A foreign block's words with its annotation put in. */
export function blockWords(info: FenceInfo, annotation: Annotation | null): BlockWords {
  const { unknown: _, ...rest } = info;
  if (annotation === null) return rest;
  return {
    ...rest,
    run: annotation.action === "run" && !annotation.control,
    copy: annotation.action !== "none",
    terminal: annotation.terminal ?? rest.terminal,
    node: annotation.node ?? rest.node,
    interrupt: annotation.interrupt ?? rest.interrupt,
    noEnter: annotation.noEnter ?? rest.noEnter,
  };
}

/** The native format's info words that ask for the same. */
export function nativeInfo(words: BlockWords): string {
  const runsByItself = SHELLS.has(words.language ?? "");
  const copiesByItself = words.language !== "output";
  return [
    ...(words.language ? [words.language] : []),
    ...(words.run === runsByItself ? [] : [words.run ? "run" : "no-run"]),
    ...(!words.copy && copiesByItself ? ["no-copy"] : []),
    ...(words.run && words.terminal ? [word("terminal", words.terminal)] : []),
    ...(words.run && words.node && words.node !== "node1" ? [word("node", words.node)] : []),
    ...(words.run && words.interrupt ? ["interrupt"] : []),
    ...(words.run && words.noEnter ? ["no-enter"] : []),
    ...(words.save ? [word("save", words.save)] : []),
    ...(words.insert ? [word("insert", words.insert)] : []),
    ...(words.highlight ? [word("highlight", words.highlight)] : []),
  ].join(" ");
}

/** Text between a directive's brackets. */
const label = (text: string) => text.replaceAll(/[\\[\]]/g, "\\$&").replaceAll("\n", " ");
/** A directive's attribute: bare where it may be. */
const attribute = (name: string, value: string) =>
  /^[\w./:-]+$/.test(value)
    ? `${name}=${value}`
    : `${name}="${value.replaceAll("&", "&amp;").replaceAll('"', "&quot;")}"`;

/** A directive in a line, as `:run[docker ps]{node=node2}`; attributes that are true stand by their name. */
export function directive(
  name: string,
  text: string,
  attributes: Record<string, string | number | boolean | null | undefined>,
): string {
  const words = Object.entries(attributes).flatMap(([key, value]) => {
    if (value === undefined || value === null || value === false) return [];
    return [value === true ? key : attribute(key, String(value))];
  });
  return `:${name}[${label(text)}]${words.length > 0 ? `{${words.join(" ")}}` : ""}`;
}
