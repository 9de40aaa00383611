import { z } from "zod";
import { NodeName, SandboxId, TerminalId } from "./ids.ts";

export const TerminalSize = z.object({ cols: z.int().min(2).max(500), rows: z.int().min(1).max(300) });
export type TerminalSize = z.infer<typeof TerminalSize>;

/** No control characters: titles are shown in pages and logs. */
export const TerminalTitle = z
  .string()
  .trim()
  .min(1)
  .max(40)
  .regex(/^[^\p{C}]+$/u);

/** What the agent knows of a terminal. exitCode is set once its shell has ended. */
export const TerminalInfo = z.object({
  id: TerminalId,
  sandboxId: SandboxId,
  state: z.enum(["open", "exited"]),
  exitCode: z.int().nullable(),
});
export type TerminalInfo = z.infer<typeof TerminalInfo>;

/** What the page knows of a terminal. */
export const TerminalView = z.object({
  id: TerminalId,
  node: NodeName,
  title: TerminalTitle,
  state: z.enum(["open", "exited"]),
  exitCode: z.int().nullable(),
});
export type TerminalView = z.infer<typeof TerminalView>;

/** Random, made by one tab and kept over its reconnects: it names the tab's input stream. */
export const ClientId = z.string().regex(/^[A-Za-z0-9_-]{8,64}$/);

/**
 * Attach (JSON, both hops): from a new page `fromOffset` is null and the agent replays what its ring holds; a
 * reconnecting page gives the position up to which it has taken output and gets exactly what follows.
 */
export const AttachTerminal = z.object({
  type: z.literal("attach"),
  channel: z.int().min(0).max(0xffffffff),
  terminalId: TerminalId,
  clientId: ClientId,
  fromOffset: z.int().min(0).nullable(),
  size: TerminalSize.optional(),
});
export type AttachTerminal = z.infer<typeof AttachTerminal>;

/**
 * Answer: output frames follow from `offset`. `reset` is true when the page must clear its screen first (a new
 * page, or bytes between fromOffset and offset have left the ring). Bytes before `liveOffset` are replay: what the
 * emulator answers to them (device reports) must not be sent. `inputOffset` is how far this clientId's input was
 * taken. `prefix` is terminal modes to write before the first byte (they left the ring), base64, usually empty.
 */
export const TerminalAttached = z.object({
  type: z.literal("attached"),
  channel: z.int(),
  terminalId: TerminalId,
  offset: z.int(),
  liveOffset: z.int(),
  inputOffset: z.int(),
  reset: z.boolean(),
  prefix: z.string(),
  info: TerminalInfo,
});
export type TerminalAttached = z.infer<typeof TerminalAttached>;

export const DetachTerminal = z.object({ type: z.literal("detach"), channel: z.int() });
export const ResizeTerminal = z.object({ type: z.literal("resize"), channel: z.int(), size: TerminalSize });
/** Sent to attachers when the shell ended, after its last byte. */
export const TerminalExited = z.object({
  type: z.literal("exited"),
  channel: z.int(),
  terminalId: TerminalId,
  exitCode: z.int().nullable(),
});
/** A refused attach or a channel that broke; the page may attach again. */
export const ChannelRefused = z.object({
  type: z.literal("refused"),
  channel: z.int(),
  code: z.string(),
  message: z.string(),
});

/** Un-acknowledged bytes that one attacher may have on the way before the sender waits for it. */
export const OUTPUT_WINDOW_BYTES = 512 * 1024;
/** Acknowledge at least this often. */
export const ACK_EVERY_BYTES = 64 * 1024;
