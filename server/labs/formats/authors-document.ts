/** Where a value stands in an author's file: keys and indices from its top. */
export type DocumentPath = readonly (string | number)[];

/** A file of settings as its author wrote it. What could be understood of a broken one is there, beside its faults. */
export interface AuthorsDocument {
  /** Plain data; undefined when nothing could be read. */
  value: unknown;
  /** 1-based line of a value, or of the nearest thing around it that is there; null when there is nothing. */
  lineOf(path: DocumentPath): number | null;
  /** What is wrong with the file as such, in order. */
  faults: { line: number | null; message: string }[];
}

/** Gives the 1-based line of an offset into the text. */
export function lineFinder(text: string): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  };
}
