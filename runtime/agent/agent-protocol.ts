import { z } from "zod";
import {
  EngineEvent,
  FileEntry,
  Port,
  SandboxId,
  SandboxPath,
  TerminalId,
  TerminalInfo,
  TerminalSize,
} from "../protocol/index.ts";

/**
 * What goes over the agent's Unix socket: POST /rpc/METHOD with these schemas, GET and PUT /files/SANDBOX?path= for contents,
 * GET /dial/SANDBOX/PORT (Upgrade: slipway-tcp), and the WebSockets /terminals and /events.
 */
const sandbox = z.object({ sandboxId: SandboxId });
const terminal = z.object({ terminalId: TerminalId });
const atPath = z.object({ sandboxId: SandboxId, path: SandboxPath });
const TimeoutMs = z
  .int()
  .min(0)
  .max(10 * 60_000);
const nothing = z.null();

export const agentMethods = {
  ping: {
    input: z.object({}),
    output: z.object({ agent: z.literal("slipway"), copyId: z.string(), pid: z.int() }),
  },
  watchSandbox: { input: sandbox, output: nothing },
  unwatchSandbox: { input: sandbox, output: nothing },
  waitForEngine: { input: sandbox.extend({ timeoutMs: TimeoutMs }), output: nothing },
  openTerminal: {
    input: z.object({ terminalId: TerminalId, sandboxId: SandboxId, size: TerminalSize }),
    output: TerminalInfo,
  },
  waitForOutput: { input: terminal.extend({ timeoutMs: TimeoutMs }), output: nothing },
  listTerminals: { input: sandbox, output: z.array(TerminalInfo) },
  closeTerminal: { input: terminal, output: nothing },
  signalTerminal: { input: terminal.extend({ signal: z.int().min(1).max(31) }), output: nothing },
  listFiles: { input: atPath, output: z.object({ entries: z.array(FileEntry), truncated: z.boolean() }) },
  statFile: { input: atPath, output: FileEntry },
  makeFolder: { input: atPath, output: nothing },
  moveFile: {
    input: z.object({ sandboxId: SandboxId, from: SandboxPath, to: SandboxPath }),
    output: nothing,
  },
  deleteFile: { input: atPath, output: nothing },
  watchFolders: {
    input: z.object({ sandboxId: SandboxId, paths: z.array(SandboxPath).max(64) }),
    output: nothing,
  },
} as const satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;

export type AgentMethod = keyof typeof agentMethods;
export type AgentInput<M extends AgentMethod> = z.infer<(typeof agentMethods)[M]["input"]>;
export type AgentOutput<M extends AgentMethod> = z.infer<(typeof agentMethods)[M]["output"]>;

export const ReadFileQuery = atPath.extend({ maxBytes: z.coerce.number().int().min(0) });
export const WriteFileQuery = atPath;
export const DialTarget = z.object({ sandboxId: SandboxId, port: Port });

/** The body of every answer that is not 2xx. */
export const AgentProblem = z.object({ code: z.string(), message: z.string(), nextStep: z.string() });

const ListeningPort = z.object({ port: z.int(), loopbackOnly: z.boolean() });
export const AgentEventMessage = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("terminal.exited"),
    sandboxId: SandboxId,
    terminalId: TerminalId,
    exitCode: z.int().nullable(),
  }),
  z.object({ type: z.literal("ports.changed"), sandboxId: SandboxId, ports: z.array(ListeningPort) }),
  z.object({ type: z.literal("files.changed"), sandboxId: SandboxId, paths: z.array(z.string()) }),
  z.object({ type: z.literal("engine.changed"), sandboxId: SandboxId, state: z.enum(["ready", "down"]) }),
  EngineEvent.extend({ type: z.literal("engine.event"), sandboxId: SandboxId }),
  z.object({
    type: z.literal("health.changed"),
    sandboxId: SandboxId,
    diskFull: z.boolean(),
    outOfMemory: z.boolean(),
  }),
]);

export const TCP_UPGRADE = "slipway-tcp";
export const MAX_RPC_BYTES = 256 * 1024;
