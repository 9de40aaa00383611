/** One thing that was tried while a lab was proved, in the order of trying. */
export interface ProofEntry {
  /** 0-based; null for what comes before the steps. */
  step: number | null;
  /** `note` is no defect: something that could not be proved. */
  outcome: "passed" | "failed" | "note";
  /** A sentence without its full stop. */
  what: string;
  /** What was printed, where that helps. */
  output: string;
  seconds: number;
}

export interface Proof {
  entries: ProofEntry[];
  /** No entry failed. */
  holds: boolean;
}
