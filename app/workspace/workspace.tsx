"use client";
import { useCallback, useEffect, useMemo, useState } from "react";
import { Toaster, toast } from "sonner";
import type { SessionId } from "../../runtime/protocol/index.ts";
import { api } from "../client/api-client.ts";
import { failureOf } from "../client/api-failure.ts";
import type { ConnectionState } from "../client/session-socket.ts";
import { ConfirmDialog, type ConfirmRequest } from "../ui/confirm-dialog.tsx";
import { PromptDialog, type PromptRequest } from "../ui/prompt-dialog.tsx";
import { useTheme } from "../ui/theme.ts";
import { createDocumentStore } from "./editor/document-store.ts";
import { createDraftStore } from "./editor/draft-store.ts";
import { LabProvider } from "./lab/lab-provider.tsx";
import { Palette } from "./palette.tsx";
import { Panes } from "./panes.tsx";
import { type Preferences, preferenceStore } from "./preferences.ts";
import { EndingBanner } from "./session/ending-banner.tsx";
import { NodeAlerts } from "./session/node-alerts.tsx";
import { OfflineBanner } from "./session/offline-banner.tsx";
import { SessionBar } from "./session/session-bar.tsx";
import { SessionStage } from "./session/session-stage.tsx";
import { ShortcutsDialog } from "./shortcuts-dialog.tsx";
import type { TerminalRegistry } from "./terminals/terminal-registry.ts";
import { useLayout } from "./use-layout.ts";
import { usePageKeys } from "./use-page-keys.ts";
import { useSession } from "./use-session.ts";
import { useVisibleHeight } from "./use-visible-height.ts";
import { WorkspaceContext, type WorkspaceContextValue } from "./workspace-context.ts";

async function attempt(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    const failure = failureOf(error);
    toast.error(failure.message, { description: failure.nextStep });
    return false;
  }
}

function useDocuments(
  sessionId: SessionId,
  onFiles: WorkspaceContextValue["onFiles"],
  connection: ConnectionState,
) {
  const documents = useMemo(
    () =>
      createDocumentStore({
        drafts: createDraftStore(sessionId),
        calls: {
          read: ({ node, path }) => api.readFile(sessionId, node, path),
          write: ({ node, path }, bytes) => api.writeFile(sessionId, node, path, bytes),
        },
      }),
    [sessionId],
  );
  useEffect(() => onFiles((node, paths) => documents.changedOnDisk(node, paths)), [documents, onFiles]);
  useEffect(() => {
    // What a draft keeps comes back by itself: only what is too large for one is worth a question.
    const ask = (event: BeforeUnloadEvent) => documents.wouldLose() && event.preventDefault();
    window.addEventListener("pagehide", documents.dispose);
    window.addEventListener("beforeunload", ask);
    return () => {
      window.removeEventListener("pagehide", documents.dispose);
      window.removeEventListener("beforeunload", ask);
      documents.dispose();
    };
  }, [documents]);
  // Changes made while the connection was gone were not reported.
  useEffect(() => {
    if (connection === "open") documents.lookAgain();
  }, [connection, documents]);
  return documents;
}

/** The page of one session: what is shown depends on its state alone. */
export function Workspace({ sessionId }: { sessionId: SessionId }) {
  const theme = useTheme();
  const { state, dispatch: tell, socket, onFiles } = useSession(sessionId);
  const { layout, dispatch } = useLayout(sessionId);
  const documents = useDocuments(sessionId, onFiles, state.connection);
  const [terminals] = useState<TerminalRegistry>(() => new Map());
  const [preferences, setLiked] = useState(preferenceStore.read);
  const [confirming, confirm] = useState<ConfirmRequest | null>(null);
  const [prompting, prompt] = useState<PromptRequest | null>(null);
  const [paletteOpen, setPaletteOpen] = useState(false);
  const [shortcutsOpen, setShortcutsOpen] = useState(false);
  const setPreferences = useCallback(
    (change: Partial<Preferences>) => setLiked((liked) => preferenceStore.write({ ...liked, ...change })),
    [],
  );
  const openPalette = useCallback(() => setPaletteOpen(true), []);
  const openShortcuts = useCallback(() => setShortcutsOpen(true), []);
  usePageKeys(openPalette, openShortcuts);
  useVisibleHeight();

  const { session, connection, refusal } = state;
  const ready = session?.state === "ready" && socket !== null;
  return (
    <>
      {ready ? (
        <WorkspaceContext
          value={{
            session,
            connection,
            socket,
            layout,
            dispatch,
            documents,
            terminals,
            preferences,
            setPreferences,
            attempt,
            confirm,
            prompt,
            onFiles,
            openPalette,
          }}
        >
          <title>{state.lab.run ? `${state.lab.run.title} · Slipway` : "Session · Slipway"}</title>
          <LabProvider lab={state.lab} dispatch={tell}>
            <div className="flex h-[var(--visible-height,100dvh)] flex-col overflow-hidden">
              <div data-pane="bar">
                <SessionBar />
              </div>
              {state.wasOpen && <OfflineBanner />}
              <EndingBanner />
              <NodeAlerts />
              <main className="flex min-h-0 flex-1">
                <h1 className="sr-only">Your Docker playground</h1>
                <Panes />
              </main>
            </div>
            <Palette open={paletteOpen} onOpenChange={setPaletteOpen} openShortcuts={openShortcuts} />
            <ShortcutsDialog open={shortcutsOpen} onOpenChange={setShortcutsOpen} />
          </LabProvider>
        </WorkspaceContext>
      ) : (
        <SessionStage
          session={session}
          lab={state.lab.run}
          refusal={refusal}
          away={connection === "offline"}
        />
      )}
      <ConfirmDialog request={confirming} onClose={() => confirm(null)} />
      <PromptDialog request={prompting} onClose={() => prompt(null)} />
      <Toaster theme={theme} position="bottom-right" />
    </>
  );
}
