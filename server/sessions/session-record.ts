import type {
  Egress,
  EndReason,
  FailureView,
  LearnerId,
  NodeName,
  NodeState,
  SandboxId,
  SessionId,
  SessionState,
  TerminalId,
} from "../../runtime/protocol/index.ts";

export interface NodeRecord {
  sandboxId: SandboxId;
  name: NodeName;
  state: NodeState;
  address: string | null;
}

export interface TerminalRecord {
  id: TerminalId;
  sandboxId: SandboxId;
  title: string;
  position: number;
  state: "open" | "exited";
  exitCode: number | null;
}

/** A session as the database keeps it; times are milliseconds since the epoch. */
export interface SessionRecord {
  id: SessionId;
  learnerId: LearnerId;
  state: SessionState;
  egress: Egress;
  createdAtMs: number;
  readyAtMs: number | null;
  endsAtMs: number;
  endedAtMs: number | null;
  endReason: EndReason | null;
  lastActiveAtMs: number;
  failure: FailureView | null;
  nodes: NodeRecord[];
  terminals: TerminalRecord[];
}
