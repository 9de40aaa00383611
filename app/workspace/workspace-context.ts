import { createContext, type Dispatch, useContext } from "react";
import type { NodeName, SessionView } from "../../runtime/protocol/index.ts";
import type { LayoutAction, WorkspaceLayout } from "../client/layout-state.ts";
import type { ConnectionState, SessionSocket } from "../client/session-socket.ts";
import type { ConfirmRequest } from "../ui/confirm-dialog.tsx";
import type { PromptRequest } from "../ui/prompt-dialog.tsx";
import type { DocumentStore } from "./editor/document-store.ts";
import type { Preferences } from "./preferences.ts";
import type { TerminalRegistry } from "./terminals/terminal-registry.ts";

/** What every pane of the workspace shares. */
export interface WorkspaceContextValue {
  session: SessionView;
  connection: ConnectionState;
  socket: SessionSocket;
  layout: WorkspaceLayout;
  dispatch: Dispatch<LayoutAction>;
  documents: DocumentStore;
  terminals: TerminalRegistry;
  preferences: Preferences;
  setPreferences: (change: Partial<Preferences>) => void;
  /** Runs a call; a failure is shown with its next step. Resolves to whether it worked. */
  attempt: (work: () => Promise<unknown>) => Promise<boolean>;
  confirm: (request: ConfirmRequest) => void;
  prompt: (request: PromptRequest) => void;
  /** Reports of changes on disk. Returns its own undoing. */
  onFiles: (listener: (node: NodeName, paths: string[]) => void) => () => void;
  openPalette: () => void;
}

export const WorkspaceContext = createContext<WorkspaceContextValue | null>(null);

export function useWorkspace(): WorkspaceContextValue {
  const value = useContext(WorkspaceContext);
  if (!value) throw new Error("useWorkspace is called outside of the workspace");
  return value;
}
