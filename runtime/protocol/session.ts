import { z } from "zod";
import { Egress } from "./egress.ts";
import { NodeName, SandboxId, SessionId } from "./ids.ts";
import { LabRunView } from "./lab.ts";
import {
  AttachTerminal,
  ChannelRefused,
  DetachTerminal,
  ResizeTerminal,
  TerminalAttached,
  TerminalExited,
  TerminalView,
} from "./terminal.ts";

export const SessionState = z.enum(["provisioning", "ready", "ending", "ended", "failed"]);
export type SessionState = z.infer<typeof SessionState>;

/** Why a session ended: its learner asked, its time was over, or nobody used it. */
export const EndReason = z.enum(["asked", "time-over", "idle"]);
export type EndReason = z.infer<typeof EndReason>;

/** Health of a node: `engine-down` the Docker Engine does not answer; `disk-full`, `out-of-memory`: see message; `stopped`, `lost`. */
export const NodeState = z.enum([
  "starting",
  "ready",
  "engine-down",
  "disk-full",
  "out-of-memory",
  "stopped",
  "lost",
]);
export type NodeState = z.infer<typeof NodeState>;

export const PortView = z.object({ node: NodeName, port: z.int(), loopbackOnly: z.boolean() });
export type PortView = z.infer<typeof PortView>;

export const NodeView = z.object({
  name: NodeName,
  sandboxId: SandboxId,
  state: NodeState,
  message: z.string().nullable(),
  /** On its egress's shared network, where no other node reaches it. */
  address: z.string().nullable(),
  /** On the session's private network; null while this is its only node. */
  privateAddress: z.string().nullable(),
});
export type NodeView = z.infer<typeof NodeView>;

/** A failure as a page shows it: code, what happened, what to do. */
export const FailureView = z.object({ code: z.string(), message: z.string(), nextStep: z.string() });
export type FailureView = z.infer<typeof FailureView>;

export const SessionView = z.object({
  id: SessionId,
  state: SessionState,
  egress: Egress,
  createdAt: z.iso.datetime(),
  readyAt: z.iso.datetime().nullable(),
  endsAt: z.iso.datetime(),
  canExtend: z.boolean(),
  /** 1-based place in the queue while the pool is full; null when not waiting. */
  queuePosition: z.int().nullable(),
  /** What provisioning does now, in plain words; null once ready. */
  progress: z.string().nullable(),
  failure: FailureView.nullable(),
  /** Set once the session is ending or has ended. */
  endReason: EndReason.nullable(),
  nodes: z.array(NodeView),
  terminals: z.array(TerminalView),
  ports: z.array(PortView),
});
export type SessionView = z.infer<typeof SessionView>;

/** A path in a sandbox: absolute, normalised (no `.`, `..`, `//`), no NUL or control characters. */
export const SandboxPath = z
  .string()
  .min(1)
  .max(4096)
  .regex(/^\/(?:[^/\p{Cc}]+\/)*[^/\p{Cc}]*$/u)
  .refine((path) => !path.split("/").some((part) => part === "." || part === ".."), "must be normalised");

export const FileEntry = z.object({
  name: z.string(),
  kind: z.enum(["file", "directory", "symlink", "other"]),
  /** The file or folder that a symlink leads to in the end; absent where there is none. */
  linkTo: z.enum(["file", "directory"]).optional(),
  sizeBytes: z.int(),
  modifiedAtMs: z.number(),
});
export type FileEntry = z.infer<typeof FileEntry>;

/** Files over this are offered for download and not opened in the editor. */
export const MAX_EDITOR_FILE_BYTES = 5 * 1024 * 1024;
/** What one PUT may write. */
export const MAX_UPLOAD_BYTES = 32 * 1024 * 1024;

/** What changed in an inner engine, as its sandbox tells it: names and ids are the learner's words, limited in length. */
export const EngineEvent = z.object({
  kind: z.enum(["container", "image", "network", "volume"]),
  action: z.string(),
  id: z.string(),
  name: z.string().nullable(),
});
export type EngineEvent = z.infer<typeof EngineEvent>;

/** JSON text messages from the page, over /ws/sessions/SESSION_ID. Binary messages are terminal frames. */
export const ClientMessage = z.discriminatedUnion("type", [
  AttachTerminal,
  DetachTerminal,
  ResizeTerminal,
  z.object({ type: z.literal("watch"), node: NodeName, path: SandboxPath }),
  z.object({ type: z.literal("ping") }),
]);
export type ClientMessage = z.infer<typeof ClientMessage>;

/** JSON text messages to the page. The whole session view is sent at connect and after every change. */
export const ServerMessage = z.discriminatedUnion("type", [
  z.object({ type: z.literal("session"), session: SessionView }),
  z.object({ type: z.literal("files"), node: NodeName, paths: z.array(z.string()) }),
  /** Some are left out in a flood: what is must be asked for. */
  EngineEvent.extend({ type: z.literal("engine"), node: NodeName }),
  /** The run of the session's lab, where it has one: at connect and after every change. */
  z.object({ type: z.literal("lab"), run: LabRunView }),
  TerminalAttached,
  TerminalExited,
  ChannelRefused,
  z.object({ type: z.literal("pong") }),
]);
export type ServerMessage = z.infer<typeof ServerMessage>;

/** Close codes of our WebSockets (4000-4999 are the application's). */
export const CloseCode = {
  badMessage: 4400,
  signInNeeded: 4401,
  notYours: 4403,
  gone: 4404,
  tooSlow: 4408,
  tooMany: 4429,
  restarting: 1012,
} as const;
