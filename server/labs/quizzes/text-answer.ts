import { RE2JS } from "re2js";
import type { QuizQuestion } from "../model/quiz.ts";

export type Accepted = Extract<QuizQuestion, { kind: "text" }>["accept"][number];

/** No author needs more, and a pattern's program grows with its length. */
const longestPattern = 500;

/** Case, blanks around and the width of blanks within make no difference. */
const plain = (text: string) => text.normalize("NFC").trim().replaceAll(/\s+/g, " ").toLowerCase();

/** Whether an answer is one of those accepted. A pattern may match anywhere in it: authors anchor it where they mean the whole. */
export function acceptsText(accept: readonly Accepted[], given: string): boolean {
  const answer = plain(given);
  return accept.some(({ kind, value }) => {
    if (kind === "pattern") return compiled(value)?.matcher(given.trim()).find() ?? false;
    const expected = plain(value);
    if (kind === "exact") return answer === expected;
    return expected !== "" && answer.includes(expected);
  });
}

/** Why a pattern can match nothing, in plain words; null when it is good. */
export function patternFault(pattern: string): string | null {
  if (pattern.length > longestPattern) return `The pattern is longer than ${longestPattern} characters.`;
  return compiled(pattern) ? null : "The pattern is not valid in RE2's syntax.";
}

/** Matching takes time linear in the answer, whatever the author wrote. */
function compiled(pattern: string): RE2JS | null {
  if (pattern.length > longestPattern) return null;
  try {
    return RE2JS.compile(pattern, RE2JS.CASE_INSENSITIVE);
  } catch {
    return null;
  }
}
