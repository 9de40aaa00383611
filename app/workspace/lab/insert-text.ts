import type { FileInsertion } from "./text/text-actions.ts";

const endLine = (text: string) => (text === "" || text.endsWith("\n") ? text : `${text}\n`);

/** A file's text once a lab's text was put in. Where the marker is not to be found, the text goes to the end. */
export function insertText(
  current: string,
  { text, target, marker }: Omit<FileInsertion, "node" | "path">,
): string {
  switch (target) {
    case "replace":
      return endLine(text);
    case "prepend":
      return endLine(text) + current;
    case "append":
      return endLine(current) + endLine(text);
    case "insert": {
      const at = marker ? current.indexOf(marker) : -1;
      if (!marker || at < 0) return endLine(current) + endLine(text);
      return current.slice(0, at) + text.replace(/\n$/, "") + current.slice(at + marker.length);
    }
  }
}
