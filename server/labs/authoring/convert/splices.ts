/** A change of a text: what stands from `start` to `end` is replaced. */
export interface Splice {
  start: number;
  end: number;
  text: string;
}

/** The text with its changes made. Of changes that meet, the one that begins first, or takes more, is made. */
export function spliced(text: string, splices: readonly Splice[]): string {
  const sorted = splices.toSorted((a, b) => a.start - b.start || b.end - a.end);
  let result = "";
  let at = 0;
  for (const { start, end, text: replacement } of sorted) {
    if (start < at) continue;
    result += text.slice(at, start) + replacement;
    at = end;
  }
  return result + text.slice(at);
}
