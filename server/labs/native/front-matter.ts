import { Document, isMap, isPair, isScalar, LineCounter, type Node, parseDocument } from "yaml";
import type { z } from "zod";
import type { LabRemark } from "../../../runtime/protocol/index.ts";
import { flattenIssues, salvage } from "./salvage.ts";

type Path = readonly PropertyKey[];

export interface FrontMatter<T> {
  data: T;
  /** Fields at the top that were absent or wrong, and have the fallback's value now. */
  replaced: Set<string>;
  /** Whether a field stands at the top, right or wrong. */
  has(field: string): boolean;
  body: string;
  /** Lines of the file before the body begins. */
  bodyOffset: number;
  remarks: LabRemark[];
  /** 1-based line of the file at which a field stands, or the nearest field around it that exists. */
  lineOf(path: Path): number;
  /** Lines of the file before a field's own text begins: a block of text begins below its `|`. */
  textOffset(path: Path): number;
}

const FENCE = /^---[ \t]*$/;
/** Aliases in a lab's YAML have no use; a few are allowed, a bomb of them is not. */
const MAX_ALIASES = 20;

function split(text: string): { yaml: string; body: string; bodyOffset: number } | undefined {
  const lines = text.split("\n");
  if (!FENCE.test(lines[0] ?? "")) return undefined;
  const end = lines.findIndex((line, index) => index > 0 && FENCE.test(line));
  if (end < 0) return undefined;
  return {
    yaml: lines.slice(1, end).join("\n"),
    body: lines.slice(end + 1).join("\n"),
    bodyOffset: end + 1,
  };
}

/** No author comes near these; what does takes the parser seconds. */
const LARGEST_BYTES = 200_000;
const DEEPEST = 1000;

function nestsTooDeep(yaml: string): boolean {
  let depth = 0;
  for (const character of yaml) {
    if (character === "[" || character === "{") depth += 1;
    else if ((character === "]" || character === "}") && depth > 0) depth -= 1;
    if (depth > DEEPEST) return true;
  }
  return false;
}

/** `fault` is why the whole cannot be read: nested too deeply, or a bomb of aliases. */
function readYaml(
  yaml: string,
  lineCounter: LineCounter,
): { document: Document; raw: unknown; fault: string | null } {
  let document: Document = new Document({});
  if (yaml.length > LARGEST_BYTES)
    return { document, raw: {}, fault: "The front matter is larger than 200 kB." };
  if (nestsTooDeep(yaml)) return { document, raw: {}, fault: "This is nested too deeply." };
  try {
    document = parseDocument(yaml, { lineCounter, prettyErrors: false });
    return { document, raw: document.toJS({ maxAliasCount: MAX_ALIASES }) ?? {}, fault: null };
  } catch (cause) {
    const fault = cause instanceof RangeError ? "This is nested too deeply." : String(cause);
    return { document, raw: {}, fault };
  }
}

/**
 * Reads what stands between the two `---` lines at a file's head by a schema. Whatever is wrong is a remark with its line, and
 * does not keep the rest from being read: what is wrong is left out, and what must be there has the fallback's value.
 */
export function readFrontMatter<T extends Record<string, unknown>>(
  file: string,
  text: string,
  schema: z.ZodType<T>,
  fallback: T,
): FrontMatter<T> {
  const remarks: LabRemark[] = [];
  const error = (line: number | null, message: string) =>
    remarks.push({ severity: "error", file, line, message });

  const parts = split(text);
  if (!parts) error(1, "The file must begin with front matter between two lines of ---.");
  const { yaml, body, bodyOffset } = parts ?? { yaml: "", body: text, bodyOffset: 0 };

  const lines = new LineCounter();
  // The line with the opening --- comes before the YAML's first.
  const fileLine = (offset: number) => lines.linePos(offset).line + 1;
  const { document, raw, fault } = readYaml(yaml, lines);
  if (fault !== null) error(2, fault);
  for (const { message, pos } of document.errors) error(fileLine(pos[0]), message);

  const nodeAt = (path: Path): Node | undefined => {
    for (let length = path.length; length > 0; length--) {
      const found = document.getIn(path.slice(0, length), true) as Node | undefined;
      if (found?.range) return found;
    }
    return undefined;
  };
  const keyLine = (path: Path): number | undefined => {
    const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
    if (!isMap(parent)) return undefined;
    const pair = parent.items.find(
      (one) => isPair(one) && isScalar(one.key) && one.key.value === path.at(-1),
    );
    const range = isScalar(pair?.key) ? pair.key.range : undefined;
    return range ? fileLine(range[0]) : undefined;
  };
  const lineOf = (path: Path): number => {
    const key = keyLine(path);
    if (key !== undefined) return key;
    const range = nodeAt(path)?.range;
    return range ? fileLine(range[0]) : parts ? 1 : bodyOffset + 1;
  };

  let data = fallback;
  let replaced = new Set<string>(Object.keys(fallback));
  if (parts) {
    const result = salvage(schema, raw, fallback);
    data = result.data;
    replaced = result.replaced;
    // Where the YAML itself is broken, what its rest lacks is noise.
    if (document.errors.length === 0) {
      for (const { path, message } of flattenIssues(result.issues, raw)) {
        error(lineOf(path), path.length === 0 ? message : `${path.join(".")}: ${message}`);
      }
    }
  }

  return {
    data,
    replaced,
    body,
    has: (field) => isMap(document.contents) && document.has(field),
    bodyOffset,
    remarks,
    lineOf,
    textOffset(path) {
      const node = nodeAt(path);
      if (!node?.range) return bodyOffset;
      const line = fileLine(node.range[0]);
      return isScalar(node) && node.type?.startsWith("BLOCK") ? line : line - 1;
    },
  };
}
