import { NodeName } from "../../../runtime/protocol/index.ts";

/** The node of a dialect's number, from 1; null when no session has so many. */
export function nodeOfNumber(digits: string | undefined): NodeName | null {
  const parsed = NodeName.safeParse(`node${Number(digits)}`);
  return parsed.success ? parsed.data : null;
}

/** A port as written; null when it is none. */
export function portOfText(digits: string | undefined): number | null {
  const port = Number(digits);
  return /^\d{1,5}$/.test(digits ?? "") && port >= 1 && port <= 65535 ? port : null;
}
