/**
 * Cuts a sandbox's output into lines. A line longer than maxBytes is dropped whole, so that nothing grows; the text is
 * what the sandbox chose to say.
 */
export function createLineSplitter(
  maxBytes: number,
  onLine: (line: string) => void,
): (chunk: Buffer) => void {
  let parts: Buffer[] = [];
  let heldBytes = 0;

  return (chunk) => {
    for (let from = 0; from < chunk.length; ) {
      const end = chunk.indexOf(0x0a, from);
      const part = chunk.subarray(from, end < 0 ? chunk.length : end);
      heldBytes += part.length;
      if (heldBytes > maxBytes) parts = [];
      else if (part.length > 0) parts.push(part);
      if (end < 0) return;
      if (heldBytes <= maxBytes) onLine(Buffer.concat(parts).toString("utf8"));
      parts = [];
      heldBytes = 0;
      from = end + 1;
    }
  };
}
