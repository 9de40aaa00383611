import type { AgentClient } from "../../../../runtime/agent/agent-api.ts";
import type { Logger } from "../../../../runtime/common/logger.ts";
import {
  encodeFrame,
  FrameKind,
  type NodeName,
  TerminalAttached,
  type TerminalId,
} from "../../../../runtime/protocol/index.ts";
import type { Machines } from "../../../hosts/machines.ts";
import type { LiveSession } from "../../../sessions/session-book.ts";
import type { TerminalService } from "../../../sessions/terminal-service.ts";
import type { LiveRun } from "../run-book.ts";
import type { FillScript } from "../scripts/fill-script.ts";

const PROMPT_WITHIN_MS = 20_000;
const TYPED_WITHIN_MS = 5000;

/** Types a line into a terminal as its learner would. Rejects when the agent does not take it in time. */
async function typeLine(agent: AgentClient, terminalId: TerminalId, line: string): Promise<void> {
  await agent.waitForOutput(terminalId, PROMPT_WITHIN_MS);
  const link = await agent.connectTerminals();
  try {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error("the terminal took no input")), TYPED_WITHIN_MS);
      link.onFrame(() => undefined);
      link.onMessage((message) => {
        const attached = TerminalAttached.safeParse(message);
        if (!attached.success) return;
        const bytes = new TextEncoder().encode(`${line}\r`);
        link.sendFrame(encodeFrame(FrameKind.input, 1, attached.data.inputOffset, bytes));
        clearTimeout(timer);
        // The frame is on its way; the link goes once it has had a moment to arrive.
        setTimeout(resolve, 200);
      });
      const clientId = `lab-${terminalId.slice(4)}`;
      link.sendMessage({ type: "attach", channel: 1, terminalId, clientId, fromOffset: null });
    });
  } finally {
    link.close();
  }
}

export interface OpenTerminalsOptions {
  machines: Machines;
  terminals: Pick<TerminalService, "open" | "rename">;
  fill: FillScript;
  log: Logger;
}

/** The terminal that came with a further node, unless a lab's terminal has it already. */
function findOwn(live: LiveSession, node: NodeName, taken: ReadonlySet<TerminalId>): TerminalId | undefined {
  const sandboxId =
    node === "node1" ? undefined : live.record.nodes.find(({ name }) => name === node)?.sandboxId;
  const own = live.record.terminals.find((one) => one.sandboxId === sandboxId && one.state === "open");
  return own && !taken.has(own.id) ? own.id : undefined;
}

/**
 * Opens the terminals that a lab's author wants beside the first, each with its command typed; the first on a further node is
 * the one that came with it. What fails is logged and left out.
 */
export async function openTerminals(
  run: LiveRun,
  live: LiveSession,
  { machines, terminals, fill, log }: OpenTerminalsOptions,
): Promise<void> {
  const { learnerId, sessionId } = run.record;
  const taken = new Set<TerminalId>();
  for (const { title: words, node, command } of run.lab.terminals) {
    const title = words.slice(0, 40);
    try {
      const own = findOwn(live, node, taken);
      if (own) await terminals.rename(learnerId, sessionId, own, title);
      const id = own ?? (await terminals.open(learnerId, sessionId, { node, title })).id;
      taken.add(id);
      if (command !== null) await typeLine(machines.require().agent, id, fill(run, command));
    } catch (error) {
      log.warn({ event: "lab.terminal-failed", sessionId, slug: run.lab.slug, err: error });
    }
  }
}
