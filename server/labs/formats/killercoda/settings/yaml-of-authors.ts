import { isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import type { AuthorsDocument, DocumentPath } from "../../authors-document.ts";

const MAX_FAULTS = 20;

/** Reads YAML as Katacoda's `index.yaml` has it: plain data, no tags of any language, aliases only a few. */
export function readYamlOfAuthors(source: string): AuthorsDocument {
  const lines = new LineCounter();
  const lineAt = (offset: number) => lines.linePos(offset).line;
  try {
    const document = parseDocument(source, { lineCounter: lines, prettyErrors: false, schema: "core" });
    return {
      value: document.toJS({ maxAliasCount: 50 }),
      lineOf: (path) => lineOfPath(document.contents, path, lineAt),
      faults: document.errors.slice(0, MAX_FAULTS).map(({ pos, message }) => ({
        line: lineAt(pos[0]),
        message: `This is not YAML: ${message.split("\n", 1)[0]}.`,
      })),
    };
  } catch (error) {
    // Too many aliases, or nested deeper than the parser's stack.
    const why = error instanceof Error ? error.message.slice(0, 200) : "it could not be read";
    return {
      value: undefined,
      lineOf: () => null,
      faults: [{ line: null, message: `This is not YAML: ${why}.` }],
    };
  }
}

function lineOfPath(top: Node | null, path: DocumentPath, lineAt: (offset: number) => number): number | null {
  let node: Node | null = top;
  let offset = node?.range?.[0];
  for (const part of path) {
    let next: unknown;
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(part));
      if (isNode(pair?.key)) offset = pair.key.range?.[0] ?? offset;
      next = pair?.value;
    } else if (isSeq(node)) {
      next = node.items[Number(part)];
      if (isNode(next)) offset = next.range?.[0] ?? offset;
    }
    if (!isNode(next)) break;
    node = next;
  }
  return offset === undefined ? null : lineAt(offset);
}
