import { createContext, type ReactNode, useContext } from "react";
import type { NodeName } from "../../../../runtime/protocol/index.ts";
import type { TypingRequest } from "../../terminals/typing-plan.ts";

export interface RunRequest extends TypingRequest {
  /** 1-based number or name; undefined is the one in front. */
  terminal?: string | undefined;
  node?: NodeName | undefined;
}

/** A file as an author names it. */
export interface LabFilePlace {
  /** undefined is node1. */
  node?: NodeName | undefined;
  path: string;
}

/** As its buttons call it: with its node where the author names one. */
export const nameOfPlace = ({ node, path }: LabFilePlace) => (node ? `${path} on ${node}` : path);

export interface FileInsertion extends LabFilePlace {
  text: string;
  target: "replace" | "prepend" | "append" | "insert";
  marker?: string | undefined;
}

/** What a lab's text can do where there is a session. Each shows its own failure; none rejects. */
export interface TextActions {
  /**
   * Types into a terminal. After a pointer's press it may take the keys; after a key's the focus stays with the text; what
   * nobody pressed leaves the pane that is read in front as well.
   */
  run(request: RunRequest, pressedBy: "pointer" | "key" | "nobody"): Promise<boolean>;
  save(file: LabFilePlace, text: string): Promise<boolean>;
  insert(insertion: FileInsertion): Promise<boolean>;
  openFile(file: LabFilePlace, line?: number): void;
  openPort(node: NodeName, port: number, path: string): void;
  setVariables(values: Record<string, string>): Promise<boolean>;
}

/** A click by key counts no presses of a pointer. */
export const pressedWith = ({ detail }: { detail: number }) => (detail > 0 ? "pointer" : "key");

export interface LabTextSurroundings {
  /** null where text is only read: on a lab's page and in print. */
  actions: TextActions | null;
  /** Everything is shown at once: folded parts, all tabs. */
  print: boolean;
  /** Nothing in it is pressed by itself: it stands in a label or a heading. */
  still: boolean;
  /** What the learner gave, by name. */
  variables: Record<string, string>;
  /** The quiz that stands at this place; null when there is none. */
  quiz: (id: string) => ReactNode;
}

export const READ_ONLY: LabTextSurroundings = {
  actions: null,
  print: false,
  still: false,
  variables: {},
  quiz: () => null,
};
export const IN_PRINT: LabTextSurroundings = { ...READ_ONLY, print: true };

export const LabTextContext = createContext<LabTextSurroundings>(READ_ONLY);
export const useLabText = () => useContext(LabTextContext);
