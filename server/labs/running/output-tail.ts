import { stripVTControlCharacters } from "node:util";

export interface OutputTail {
  add(chunk: Uint8Array): void;
  /** Of everything that was added. */
  sizeBytes(): number;
  /** More was added than is kept. */
  isTruncated(): boolean;
  /** What is kept, as plain text. */
  text(): string;
}

const CONTROL = /(?![\n\t])\p{Cc}/gu;

/** Text as a terminal would leave it: no escapes, no control characters, and of a line that was written over only its last state. */
export function plainText(text: string): string {
  return stripVTControlCharacters(text)
    .split("\n")
    .map((line) => {
      const written = line.replace(/\r+$/, "");
      return written.slice(written.lastIndexOf("\r") + 1);
    })
    .join("\n")
    .replace(CONTROL, "");
}

/** Keeps the last maxBytes of what a program says, whatever it says. */
export function createOutputTail(maxBytes: number): OutputTail {
  let kept: Uint8Array[] = [];
  let keptBytes = 0;
  let sizeBytes = 0;
  const shorten = () => {
    const all = Buffer.concat(kept);
    const tail = Buffer.from(all.subarray(Math.max(0, all.length - maxBytes)));
    kept = [tail];
    keptBytes = tail.length;
  };
  return {
    add(chunk) {
      sizeBytes += chunk.length;
      kept.push(chunk);
      keptBytes += chunk.length;
      if (keptBytes > maxBytes * 2 || kept.length > 4096) shorten();
    },
    sizeBytes: () => sizeBytes,
    isTruncated: () => sizeBytes > maxBytes,
    text() {
      shorten();
      const bytes = kept[0] ?? new Uint8Array();
      const text = new TextDecoder().decode(bytes);
      // A character that was cut in two is not the program's.
      return plainText(sizeBytes > maxBytes ? text.replace(/^\uFFFD+/, "") : text);
    },
  };
}
