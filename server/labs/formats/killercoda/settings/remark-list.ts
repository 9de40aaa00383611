import type { LabRemark } from "../../../../../runtime/protocol/index.ts";

const MAX_REMARKS = 300;

/** Takes a remark; `line` is 1-based, null where no single line is meant. */
export type Remark = (
  severity: LabRemark["severity"],
  file: string,
  line: number | null,
  message: string,
) => void;

export interface RemarkList {
  remark: Remark;
  /** By file and line, none twice; a flood ends in one remark that says so. */
  all(): LabRemark[];
}

export function createRemarkList(): RemarkList {
  const kept = new Map<string, LabRemark>();
  let more = 0;
  return {
    remark(severity, file, line, message) {
      const key = JSON.stringify([file, line, message]);
      if (kept.has(key)) return;
      if (kept.size < MAX_REMARKS) kept.set(key, { severity, file, line, message });
      else more++;
    },
    all() {
      const remarks = [...kept.values()].sort((a, b) =>
        a.file < b.file ? -1 : a.file > b.file ? 1 : (a.line ?? 0) - (b.line ?? 0),
      );
      const first = remarks[0];
      if (first && more > 0)
        remarks.push({
          severity: "warning",
          file: first.file,
          line: null,
          message: `There are ${more} more remarks.`,
        });
      return remarks;
    },
  };
}

/** An author's word as a remark quotes it: on one line, and not endless. */
export function quote(word: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is replaced
  const plain = word.replace(/[\u0000-\u001f\u007f]+/g, " ");
  return `"${plain.length > 80 ? `${plain.slice(0, 80)}…` : plain}"`;
}
