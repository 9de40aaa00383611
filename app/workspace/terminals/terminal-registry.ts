import type { TerminalId } from "../../../runtime/protocol/index.ts";

/** What the page can ask of a terminal that is shown. */
export interface TerminalHandle {
  focus(): void;
  copy(): Promise<void>;
  paste(): Promise<void>;
  clear(): void;
  /** Finds the next match (or the one before); false when there is none. */
  find(text: string, backwards: boolean): boolean;
}

export type TerminalRegistry = Map<TerminalId, TerminalHandle>;
