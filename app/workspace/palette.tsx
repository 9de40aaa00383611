"use client";
import { Command } from "cmdk";
import { Dialog } from "radix-ui";
import { useRef } from "react";
import { fileKey, type Pane } from "../client/layout-state.ts";
import { baseName } from "../client/sandbox-path.ts";
import { toggleTheme } from "../ui/theme.ts";
import { useReturnFocus } from "../ui/use-return-focus.ts";
import { useCloseFile } from "./editor/use-close-file.ts";
import { useLab } from "./lab/lab-context.ts";
import { labEntries } from "./lab/lab-entries.ts";
import { cyclePanes, focusPane } from "./pane-focus.ts";
import { openInNewTab } from "./preview/open-in-new-tab.ts";
import { useSessionActions } from "./session/use-session-actions.ts";
import { keyLabel } from "./shortcuts.ts";
import { useWorkspace } from "./workspace-context.ts";

interface Entry {
  label: string;
  keys?: string;
  run: () => void;
}

/** Presses a button of the page by its name, so that the palette does exactly what the button does. */
const press = (name: string) => () =>
  document.querySelector<HTMLButtonElement>(`button[aria-label="${name}"]`)?.click();

function useEntries(openShortcuts: () => void): Record<string, Entry[]> {
  const { session, layout, dispatch, terminals, documents, attempt, preferences, setPreferences } =
    useWorkspace();
  const closeFile = useCloseFile();
  const actions = useSessionActions();
  const lab = useLab();
  const { activeFile } = layout;
  const showPane = (pane: Pane) => () => {
    dispatch({ type: "pane.chosen", pane });
    setTimeout(() => focusPane(pane), 60);
  };
  return {
    ...(lab
      ? {
          Lab: [
            ...labEntries(lab),
            { label: "Go to the lab", run: showPane("lab") },
            ...(layout.labShown
              ? [{ label: "Hide the lab", run: () => dispatch({ type: "lab.shown", shown: false }) }]
              : []),
          ],
        }
      : {}),
    Terminals: [
      ...session.nodes.map(({ name }) => ({
        label: `Open a terminal on ${name}`,
        run: () => actions.openTerminal(name),
      })),
      ...session.terminals.map(({ id, title, node }) => ({
        label: `Go to terminal ${title} on ${node}`,
        run: () => {
          dispatch({ type: "terminal.chosen", id });
          setTimeout(() => terminals.get(id)?.focus(), 60);
        },
      })),
      { label: "Rename this terminal", run: press("Rename this terminal") },
      { label: "Search in terminal", keys: "Ctrl Shift F", run: press("Search in terminal (Ctrl+Shift+F)") },
      {
        label: "Larger text",
        keys: "Ctrl Shift .",
        run: () => setPreferences({ fontSizePx: preferences.fontSizePx + 1 }),
      },
      {
        label: "Smaller text",
        keys: "Ctrl Shift ,",
        run: () => setPreferences({ fontSizePx: preferences.fontSizePx - 1 }),
      },
      {
        label: preferences.screenReader ? "Leave screen reader mode" : "Screen reader mode",
        run: () => setPreferences({ screenReader: !preferences.screenReader }),
      },
    ],
    Files: [
      { label: "Make a new file", run: press("New file") },
      { label: "Make a new folder", run: press("New folder") },
      { label: "Upload files", run: press("Upload files") },
      ...(activeFile
        ? [
            { label: "Save", keys: "Ctrl S", run: () => void documents.save(activeFile) },
            { label: "Close this file", keys: "Alt Shift W", run: () => closeFile(activeFile) },
          ]
        : []),
      ...layout.files.map((file) => ({
        label: `Go to file ${baseName(file.path)} on ${file.node}`,
        run: () => dispatch({ type: "file.chosen", key: fileKey(file) }),
      })),
    ],
    Panes: [
      { label: "Go to the files", run: showPane("files") },
      { label: "Go to the editor", run: showPane("editor") },
      { label: "Go to the terminal", run: showPane("terminal") },
      ...(layout.preview ? [{ label: "Go to the preview", run: showPane("preview") }] : []),
      { label: "Go to the next pane", keys: "F6", run: () => cyclePanes(false) },
    ],
    Ports: [
      ...session.ports.flatMap(({ node, port }) => [
        {
          label: `Preview port ${port} on ${node}`,
          run: () => dispatch({ type: "preview.opened", port: { node, port, path: "/" } }),
        },
        {
          label: `Open port ${port} on ${node} in a new tab`,
          run: () => void attempt(() => openInNewTab(session.id, { node, port, path: "/" })),
        },
      ]),
      ...(layout.preview
        ? [
            { label: "Reload the preview", run: press("Reload the preview") },
            { label: "Close the preview", run: () => dispatch({ type: "preview.closed" }) },
          ]
        : []),
    ],
    Session: [
      { label: "Add a node", run: () => void actions.addNode() },
      ...session.nodes.map(({ name }) => ({
        label: `Restart ${name}`,
        run: () => actions.restartNode(name),
      })),
      ...session.nodes
        .filter(({ name }) => name !== "node1")
        .map(({ name }) => ({ label: `Remove ${name}`, run: () => actions.removeNode(name) })),
      ...(session.canExtend ? [{ label: "Extend the session", run: actions.extend }] : []),
      { label: "End the session", run: actions.end },
      { label: "Light or dark", run: toggleTheme },
      { label: "Show the keyboard's keys", keys: "?", run: openShortcuts },
    ],
  };
}

/** Every action of the page, by name. */
export function Palette({
  open,
  onOpenChange,
  openShortcuts,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  openShortcuts: () => void;
}) {
  const entries = useEntries(openShortcuts);
  const chosen = useRef<Entry | null>(null);
  const returnFocus = useReturnFocus(() => {
    const entry = chosen.current;
    chosen.current = null;
    entry?.run();
  });
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-black/40" />
        <Dialog.Content
          {...returnFocus}
          aria-describedby={undefined}
          className="-translate-x-1/2 fixed top-[12vh] left-1/2 z-50 w-[min(36rem,calc(100vw-1.5rem))] overflow-hidden rounded-lg border border-line bg-surface shadow-xl"
        >
          <Dialog.Title className="sr-only">Commands</Dialog.Title>
          <Command label="Commands" loop>
            <Command.Input
              placeholder="What do you want to do?"
              className="h-11 w-full border-line border-b bg-surface px-4 outline-none"
            />
            <Command.List className="max-h-[55vh] overflow-auto p-1">
              <Command.Empty className="p-4 text-muted">Nothing is called that.</Command.Empty>
              {Object.entries(entries).map(([heading, list]) => (
                <Command.Group
                  key={heading}
                  heading={heading}
                  className="[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:py-1 [&_[cmdk-group-heading]]:text-[12px] [&_[cmdk-group-heading]]:text-muted"
                >
                  {list.map((entry) => (
                    <Command.Item
                      key={entry.label}
                      value={entry.label}
                      onSelect={() => {
                        chosen.current = entry;
                        onOpenChange(false);
                      }}
                      className="flex min-h-8 cursor-pointer items-center justify-between rounded px-3 text-[13px] data-[selected=true]:bg-raised"
                    >
                      {entry.label}
                      {entry.keys && (
                        <kbd className="font-mono text-[12px] text-muted">{keyLabel(entry.keys)}</kbd>
                      )}
                    </Command.Item>
                  ))}
                </Command.Group>
              ))}
            </Command.List>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
