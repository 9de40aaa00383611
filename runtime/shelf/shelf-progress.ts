import { renameSync, writeFileSync } from "node:fs";

export interface ShelfProgress {
  done: number;
  total: number;
  /** Image being built; null when all is done. */
  current: string | null;
}

/** Whoever reads the file finds the old words or the new, never half of them. */
export function tellProgress(file: string, progress: ShelfProgress): void {
  const temporary = `${file}.new`;
  writeFileSync(temporary, `${JSON.stringify(progress)}\n`);
  renameSync(temporary, file);
}
