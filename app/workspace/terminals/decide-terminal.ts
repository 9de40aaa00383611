import type { NodeName, TerminalId, TerminalView } from "../../../runtime/protocol/index.ts";

export interface WantedTerminal {
  /** 1-based number or name; undefined is the one in front. */
  terminal?: string | undefined;
  node?: NodeName | undefined;
}

export type TerminalDecision =
  | { kind: "shown"; id: TerminalId }
  | { kind: "open"; node: NodeName; title: string | undefined };

/**
 * Which terminal a lab's command goes to: one that is open, or one that must be opened. A number that is not there yet
 * is opened under its name, so that the next command for it finds the same.
 */
export function decideTerminal(
  terminals: readonly TerminalView[],
  active: TerminalId | null,
  { terminal, node }: WantedTerminal,
): TerminalDecision {
  const open = terminals.filter(
    (candidate) => candidate.state === "open" && (node === undefined || candidate.node === node),
  );
  if (terminal === undefined) {
    const found = open.find(({ id }) => id === active) ?? open[0];
    return found
      ? { kind: "shown", id: found.id }
      : { kind: "open", node: node ?? "node1", title: undefined };
  }
  const name = /^\d{1,2}$/.test(terminal) ? `Terminal ${Number(terminal)}` : terminal;
  const called = (candidate: TerminalView) => candidate.title.toLowerCase() === name.toLowerCase();
  const numbered = name === terminal ? undefined : open[Number(terminal) - 1];
  const found = open.find(called) ?? numbered;
  return found
    ? { kind: "shown", id: found.id }
    : { kind: "open", node: node ?? "node1", title: name.slice(0, 40) };
}
