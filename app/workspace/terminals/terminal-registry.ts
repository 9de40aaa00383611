import type { TerminalId } from "../../../runtime/protocol/index.ts";
import type { ShownKey } from "./shown-keys.ts";
import type { TypingRequest } from "./typing-plan.ts";

/** Matches of a search: how many, and which of them is shown (from 1; 0 when there are too many to count). */
export interface Matches {
  count: number;
  shown: number;
}

/** What the page can ask of a terminal that is shown. */
export interface TerminalHandle {
  focus(): void;
  copy(): Promise<void>;
  /** Asks the browser for the clipboard. */
  paste(): Promise<void>;
  clear(): void;
  /** Shows the newest match, or the one above or below the one shown, and marks all. An empty text ends the search. */
  find(text: string, which: "newest" | "above" | "below"): Matches;
  press(key: ShownKey): void;
  /** Types a text, as if the person had; resolves once its keys are on their way. */
  type(request: TypingRequest): Promise<void>;
  /** The next typed character is taken with Ctrl, and `used` called; null takes that back. */
  holdCtrl(used: (() => void) | null): void;
  /** Seems to wait at a prompt: closing it ends nothing. */
  isIdle(): boolean;
}

export type TerminalRegistry = Map<TerminalId, TerminalHandle>;
