import type { z } from "zod";
import type { LabRemark } from "../../../runtime/protocol/index.ts";
import type { LabFolder } from "../model/folder.ts";
import type { LabScript, LabSource } from "../model/lab.ts";
import type { FrontMatter } from "./front-matter.ts";
import type { ScriptSource } from "./lab-schema.ts";

/** How long a script may take that says nothing else. */
export const CHECK_TIMEOUT_MS = 60_000;
export const SCRIPT_TIMEOUT_MS = 300_000;

type Path = readonly PropertyKey[];

/** One file with front matter, and where what is found in it goes. */
export interface NativeFile {
  folder: LabFolder;
  file: string;
  front: Pick<FrontMatter<Record<string, unknown>>, "lineOf" | "textOffset">;
  nodes: number;
  remark(severity: LabRemark["severity"], line: number | null, message: string, file?: string): void;
  /** Remembers that this file of the folder has a use. */
  use(path: string): void;
}

/** Markdown that stands in a field of the front matter. */
export function sourceIn({ file, front }: NativeFile, path: Path, markdown: string): LabSource {
  return { markdown, file, lineOffset: front.textOffset(path) };
}

/** A path below the lab's folder as it is written; undefined when it leaves the folder. */
export function pathBelow(folder: string, written: string): string | undefined {
  const parts: string[] = [];
  for (const part of [...(written.startsWith("/") ? [] : folder.split("/")), ...written.split("/")]) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join("/");
}

/** A script of the front matter; undefined, with a remark, when its file or node does not exist. */
export function scriptIn(
  native: NativeFile,
  path: Path,
  source: z.output<typeof ScriptSource>,
  defaultTimeoutMs: number,
): LabScript | undefined {
  const { folder, file, front, nodes, remark } = native;
  if (typeof source === "string") {
    return { text: source, file, node: "node1", timeoutMs: defaultTimeoutMs };
  }
  const line = front.lineOf(path);
  const number = Number(source.node.replace("node", ""));
  if (number > nodes) {
    remark("error", line, `${source.node} is not a node of this lab, which has ${nodes}.`);
    return undefined;
  }
  const timeoutMs = source.timeoutSeconds === undefined ? defaultTimeoutMs : source.timeoutSeconds * 1000;
  if ("run" in source) return { text: source.run, file, node: source.node, timeoutMs };
  const target = pathBelow("", source.file);
  if (target === undefined || !folder.has(target)) {
    remark("error", line, `The script ${source.file} does not exist.`);
    return undefined;
  }
  native.use(target);
  return { text: folder.text(target), file: target, node: source.node, timeoutMs };
}

/** As scriptIn, for a list. */
export function scriptsIn(
  native: NativeFile,
  path: Path,
  sources: z.output<typeof ScriptSource>[],
): LabScript[] {
  return sources.flatMap(
    (source, index) => scriptIn(native, [...path, index], source, SCRIPT_TIMEOUT_MS) ?? [],
  );
}
