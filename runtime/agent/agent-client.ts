import { Readable } from "node:stream";
import { AppError, isAppError } from "../common/app-error.ts";
import type { Logger } from "../common/logger.ts";
import { FileEntry, type SandboxId, SandboxPath } from "../protocol/index.ts";
import type { AgentClient, AgentEvent } from "./agent-api.ts";
import { type AgentInput, type AgentMethod, type AgentOutput, agentMethods } from "./agent-protocol.ts";
import { createAgentTransport, readAnswer } from "./agent-transport.ts";
import { followAgentEvents } from "./event-stream.ts";
import { connectTerminalLink } from "./terminal-link.ts";

/** The client of the agent behind a Unix socket. It remembers what is watched and asks for it again when the agent was restarted. */
export function createAgentClient(options: { socketPath: string; log: Logger }): AgentClient {
  const { socketPath, log } = options;
  const transport = createAgentTransport(socketPath);
  const listeners = new Set<(event: AgentEvent) => void>();
  const watched = new Set<SandboxId>();
  const folders = new Map<SandboxId, string[]>();

  const call = async <M extends AgentMethod>(method: M, input: AgentInput<M>): Promise<AgentOutput<M>> => {
    const checked = agentMethods[method].input.safeParse(input);
    if (!checked.success) throw new AppError("input.invalid", { context: { method }, cause: checked.error });
    const body = Buffer.from(JSON.stringify(checked.data));
    const answer = await readAnswer(
      await transport.send("POST", `/rpc/${method}`, body, { "content-type": "application/json" }),
    );
    return agentMethods[method].output.parse(JSON.parse(answer)) as AgentOutput<M>;
  };

  const watchAgain = async () => {
    for (const sandboxId of [...watched]) {
      try {
        await call("watchSandbox", { sandboxId });
        const paths = folders.get(sandboxId);
        if (paths) await call("watchFolders", { sandboxId, paths });
      } catch (error) {
        if (isAppError(error) && error.code === "sandbox.not-found") {
          watched.delete(sandboxId);
          folders.delete(sandboxId);
        }
        log.warn({ event: "agent.watch-failed", sandboxId, err: error });
      }
    }
  };

  const events = followAgentEvents({
    socketPath,
    onEvent: (event) => {
      for (const listener of [...listeners]) listener(event);
    },
    onConnected: () => void watchAgain(),
    log,
  });

  const fileAddress = (sandboxId: SandboxId, path: string, more: Record<string, string> = {}) => {
    if (!SandboxPath.safeParse(path).success) throw new AppError("input.invalid", { context: { path } });
    return `/files/${sandboxId}?${new URLSearchParams({ path, ...more })}`;
  };

  return {
    async watchSandbox(sandboxId) {
      watched.add(sandboxId);
      await call("watchSandbox", { sandboxId });
    },
    async unwatchSandbox(sandboxId) {
      watched.delete(sandboxId);
      folders.delete(sandboxId);
      await call("unwatchSandbox", { sandboxId });
    },
    async waitForEngine(sandboxId, timeoutMs) {
      await call("waitForEngine", { sandboxId, timeoutMs });
    },
    openTerminal: (request) => call("openTerminal", request),
    async waitForOutput(terminalId, timeoutMs) {
      await call("waitForOutput", { terminalId, timeoutMs });
    },
    listTerminals: (sandboxId) => call("listTerminals", { sandboxId }),
    async closeTerminal(terminalId) {
      await call("closeTerminal", { terminalId });
    },
    async signalTerminal(terminalId, signal) {
      await call("signalTerminal", { terminalId, signal });
    },
    connectTerminals: () => connectTerminalLink(socketPath),
    listFiles: (sandboxId, path) => call("listFiles", { sandboxId, path }),
    statFile: (sandboxId, path) => call("statFile", { sandboxId, path }),
    async readFile(sandboxId, path, maxBytes) {
      return transport.send("GET", fileAddress(sandboxId, path, { maxBytes: String(maxBytes) }));
    },
    async writeFile(sandboxId, path, bytes, sizeBytes) {
      const body =
        bytes instanceof Uint8Array ? bytes : bytes instanceof Readable ? bytes : new Readable().wrap(bytes);
      const answer = await readAnswer(
        await transport.send("PUT", fileAddress(sandboxId, path), body, { "content-length": sizeBytes }),
      );
      return FileEntry.parse(JSON.parse(answer));
    },
    async makeFolder(sandboxId, path) {
      await call("makeFolder", { sandboxId, path });
    },
    async moveFile(sandboxId, from, to) {
      await call("moveFile", { sandboxId, from, to });
    },
    async deleteFile(sandboxId, path) {
      await call("deleteFile", { sandboxId, path });
    },
    async watchFolders(sandboxId, paths) {
      folders.set(sandboxId, paths);
      await call("watchFolders", { sandboxId, paths });
    },
    async dial(sandboxId, port) {
      return transport.upgrade(`/dial/${sandboxId}/${port}`);
    },
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispose() {
      events.dispose();
      listeners.clear();
    },
  };
}
