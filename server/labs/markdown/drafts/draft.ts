import type { LabRemark } from "../../../../runtime/protocol/index.ts";
import type { LabSource } from "../../model/lab.ts";
import type { Quiz } from "../../model/quiz.ts";
import { noteMark, withoutMarks } from "../marks.ts";

export interface DraftLine {
  text: string;
  /** Number of the line in the author's text, from 1: lines come and go before parsing. */
  line: number;
}

/** What was found before parsing, at the place of a mark. */
export type DraftNote = { kind: "annotation"; words: string } | { kind: "quiz"; quiz: Quiz };

/** A text on its way to the parser: each dialect's own syntax is taken out of it, line by line. */
export interface Draft {
  source: LabSource;
  lines: DraftLine[];
  notes: DraftNote[];
  remarks: LabRemark[];
  /** Keeps a note and gives the mark that stands for it. */
  note(note: DraftNote): string;
  /** `line` counts in the author's text, from 1. */
  remark(severity: LabRemark["severity"], line: number | null, message: string): void;
}

export function createDraft(source: LabSource): Draft {
  const notes: DraftNote[] = [];
  const remarks: LabRemark[] = [];
  const text = withoutMarks(source.markdown).replaceAll(/\r\n?/g, "\n").replaceAll("\0", "\uFFFD");
  return {
    source,
    notes,
    remarks,
    lines: text.split("\n").map((line, at) => ({ text: line, line: at + 1 })),
    note: (note) => noteMark(notes.push(note) - 1),
    remark: (severity, line, message) => {
      // A text of thousands of faults is told once it is clear that it is one.
      if (remarks.length >= 200) return;
      remarks.push({
        severity,
        file: source.file,
        line: line === null ? null : line + source.lineOffset,
        message,
      });
    },
  };
}
