import { z } from "zod";
import { Egress } from "./egress.ts";
import { NodeName, Port } from "./ids.ts";
import { FileEntry, SandboxPath } from "./session.ts";
import { TerminalTitle } from "./terminal.ts";

/** RFC 9457 problem details, with our code, plain sentence and next step. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string(),
  nextStep: z.string(),
  instance: z.string().optional(),
});
export type Problem = z.infer<typeof Problem>;

export const CreateSession = z.object({ egress: Egress.default("packages") });
export const AddNode = z.object({ name: NodeName.optional() });
export const OpenTerminal = z.object({ node: NodeName.default("node1"), title: TerminalTitle.optional() });
export const RenameTerminal = z.object({ title: TerminalTitle });
export const FileQuery = z.object({ node: NodeName.default("node1"), path: SandboxPath });
export const MoveFile = z.object({ node: NodeName.default("node1"), from: SandboxPath, to: SandboxPath });
export const MakeFolder = z.object({ node: NodeName.default("node1"), path: SandboxPath });
export const FileList = z.object({ path: z.string(), entries: z.array(FileEntry), truncated: z.boolean() });
export const OpenPreview = z.object({ node: NodeName.default("node1"), port: Port });
/** A link that, opened once within its minute, lets this browser see the port on its own origin. */
export const PreviewLink = z.object({ url: z.url() });
/** What the pool says of itself to anyone. */
export const PoolStatus = z.object({
  ready: z.boolean(),
  message: z.string(),
  /** Sandboxes that may be started now, and sessions that wait for one. */
  free: z.int(),
  waiting: z.int(),
  shelf: z.object({ done: z.int(), total: z.int(), current: z.string().nullable() }),
});
export type PoolStatus = z.infer<typeof PoolStatus>;
