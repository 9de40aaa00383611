import { AppError } from "../../runtime/common/app-error.ts";
import { newTerminalId } from "../../runtime/common/ids.ts";
import type {
  LearnerId,
  NodeName,
  SessionId,
  TerminalId,
  TerminalView,
} from "../../runtime/protocol/index.ts";
import type { Machines } from "../hosts/machines.ts";
import { FIRST_SIZE } from "./provisioner.ts";
import type { LiveSession, SessionBook } from "./session-book.ts";
import type { TerminalRecord } from "./session-record.ts";
import type { SessionRepository } from "./session-repository.ts";
import type { SessionService } from "./session-service.ts";

export interface TerminalServiceOptions {
  machines: Machines;
  sessions: SessionService;
  book: SessionBook;
  repository: SessionRepository;
  maxTerminals: number;
}

/** Opens, renames and closes the terminals of a session. */
export function createTerminalService({
  machines,
  sessions,
  book,
  repository,
  maxTerminals,
}: TerminalServiceOptions) {
  const view = (live: LiveSession, terminalId: TerminalId): TerminalView => {
    const found = book.view(live).terminals.find((one) => one.id === terminalId);
    if (!found) throw new AppError("terminal.not-found");
    return found;
  };
  const find = (live: LiveSession, terminalId: TerminalId): TerminalRecord => {
    const found = live.record.terminals.find((one) => one.id === terminalId);
    if (!found) throw new AppError("terminal.not-found");
    return found;
  };

  return {
    async open(
      learnerId: LearnerId,
      sessionId: SessionId,
      request: { node: NodeName; title?: string | undefined },
    ): Promise<TerminalView> {
      const live = await sessions.own(learnerId, sessionId);
      const { record } = live;
      if (record.state !== "ready") throw new AppError("session.not-ready");
      const node = record.nodes.find((one) => one.name === request.node);
      if (!node) throw new AppError("node.not-found");
      if (record.terminals.length >= maxTerminals) throw new AppError("limit.terminals");
      const position = Math.max(0, ...record.terminals.map((one) => one.position)) + 1;
      const terminal: TerminalRecord = {
        id: newTerminalId(),
        sandboxId: node.sandboxId,
        title: request.title ?? `Terminal ${position}`,
        position,
        state: "open",
        exitCode: null,
      };
      // Counted before it is open, so that many requests at once stay within the limit.
      record.terminals.push(terminal);
      try {
        const { agent } = machines.require();
        await agent.openTerminal({ terminalId: terminal.id, sandboxId: node.sandboxId, size: FIRST_SIZE });
        if (!record.terminals.includes(terminal)) {
          // Closed, or its node removed, while it was opening.
          await agent.closeTerminal(terminal.id);
          throw new AppError("terminal.not-found");
        }
        await repository.saveTerminal(sessionId, terminal);
      } catch (error) {
        record.terminals = record.terminals.filter((one) => one !== terminal);
        throw error;
      }
      book.changed(sessionId);
      return view(live, terminal.id);
    },
    async rename(
      learnerId: LearnerId,
      sessionId: SessionId,
      terminalId: TerminalId,
      title: string,
    ): Promise<TerminalView> {
      const live = await sessions.own(learnerId, sessionId);
      const terminal = find(live, terminalId);
      terminal.title = title;
      await repository.saveTerminal(sessionId, terminal);
      book.changed(sessionId);
      return view(live, terminalId);
    },
    async close(learnerId: LearnerId, sessionId: SessionId, terminalId: TerminalId): Promise<void> {
      const live = await sessions.own(learnerId, sessionId);
      const terminal = find(live, terminalId);
      live.record.terminals = live.record.terminals.filter((one) => one !== terminal);
      await repository.removeTerminal(sessionId, terminalId);
      book.changed(sessionId);
      await machines
        .require()
        .agent.closeTerminal(terminalId)
        .catch(() => undefined);
    },
    /** The agent saw its shell end. */
    async exited(terminalId: TerminalId, exitCode: number | null): Promise<void> {
      const found = book.findTerminal(terminalId);
      if (!found || found.terminal.state === "exited") return;
      found.terminal.state = "exited";
      found.terminal.exitCode = exitCode;
      book.changed(found.live.record.id);
      await repository.saveTerminal(found.live.record.id, found.terminal);
    },
  };
}

export type TerminalService = ReturnType<typeof createTerminalService>;
