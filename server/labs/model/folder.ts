/** An author's folder, wherever it came from (disk, archive, Git): paths are relative with `/`, no links, sizes already limited. */
export interface LabFolder {
  /** All files, sorted. */
  paths(): string[];
  has(path: string): boolean;
  /** Throws when absent: ask `has` first. */
  read(path: string): Uint8Array;
  /** UTF-8, BOM removed, CRLF made LF. */
  text(path: string): string;
  isExecutable(path: string): boolean;
}
