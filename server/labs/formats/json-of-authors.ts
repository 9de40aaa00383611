import { findNodeAtLocation, getNodeValue, type Node, type ParseError, parseTree } from "jsonc-parser";
import { type AuthorsDocument, type DocumentPath, lineFinder } from "./authors-document.ts";

/** By jsonc-parser's number of the error. */
const MESSAGES: Record<number, string> = {
  1: "There is a word or sign here that JSON does not have.",
  2: "This is not a number as JSON writes it.",
  3: "A name in double quotes should stand here.",
  4: "A value should stand here.",
  5: "A colon should stand here, between a name and its value.",
  6: "A comma should stand here, between two values.",
  7: "A closing } is missing.",
  8: "A closing ] is missing.",
  9: "The file should end here.",
  11: "A comment is not closed.",
  12: "A text is not closed: its second double quote is missing.",
  13: "A number is not complete.",
  14: "A \\u in a text needs four digits or letters a to f.",
  15: "A backslash in a text is followed by something that JSON does not know.",
  16: "There is a sign in a text that must be written with a backslash: a tab or a line break.",
};
const MAX_FAULTS = 20;
/** Far more than a settings file nests; the parser's own stack ends at a few thousand. */
const MAX_DEPTH = 200;

/** Reads JSON as people write it: comments, trailing commas and a byte order mark are fine, and what follows a fault is read too. */
export function readJsonOfAuthors(source: string): AuthorsDocument {
  const text = source.startsWith("\uFEFF") ? source.slice(1) : source;
  if (text.trim() === "") return nothing(1, "The file is empty.");
  if (nestsTooDeep(text)) return nothing(null, `The file nests more than ${MAX_DEPTH} lists or objects.`);
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const lineAt = lineFinder(text);
  const lineOf = (path: DocumentPath) => {
    const node = root && nearest(root, path);
    return node ? lineAt(node.offset) : null;
  };
  const faults = errors.slice(0, MAX_FAULTS).map(({ error, offset }) => ({
    line: lineAt(offset),
    message: MESSAGES[error] ?? "This is not JSON.",
  }));
  return { value: root && getNodeValue(root), lineOf, faults };
}

function nothing(line: number | null, message: string): AuthorsDocument {
  return { value: undefined, lineOf: () => null, faults: [{ line, message }] };
}

function nearest(root: Node, path: DocumentPath): Node {
  for (let length = path.length; length > 0; length--) {
    const node = findNodeAtLocation(root, path.slice(0, length));
    if (node) return node;
  }
  return root;
}

/** Brackets in texts count as well: nobody has two hundred of them unclosed. */
function nestsTooDeep(text: string): boolean {
  let depth = 0;
  for (const sign of text) {
    if (sign === "[" || sign === "{") depth++;
    else if ((sign === "]" || sign === "}") && depth > 0) depth--;
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}
