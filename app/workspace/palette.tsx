"use client";
import { Command } from "cmdk";
import { Dialog } from "radix-ui";
import { fileKey } from "../client/layout-state.ts";
import { baseName } from "../client/sandbox-path.ts";
import { toggleTheme } from "../ui/theme.ts";
import { useCloseFile } from "./editor/use-close-file.ts";
import { focusPane } from "./pane-focus.ts";
import { useSessionActions } from "./session/use-session-actions.ts";
import { useWorkspace } from "./workspace-context.ts";

interface Entry {
  label: string;
  keys?: string;
  run: () => void;
}

/** Presses a button of the page by its name, so that the palette does exactly what the button does. */
const press = (name: string) => () =>
  document.querySelector<HTMLButtonElement>(`button[aria-label="${name}"]`)?.click();

function useEntries(): Record<string, Entry[]> {
  const { session, layout, dispatch, terminals, documents, preferences, setPreferences } = useWorkspace();
  const closeFile = useCloseFile();
  const actions = useSessionActions();
  const { activeFile } = layout;
  const showPane = (pane: "files" | "editor" | "terminal") => () => {
    dispatch({ type: "pane.chosen", pane });
    setTimeout(() => focusPane(pane), 60);
  };
  return {
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
    ],
    Ports: session.ports.map(({ node, port }) => ({
      label: `Preview port ${port} on ${node}`,
      run: () => dispatch({ type: "preview.opened", port: { node, port } }),
    })),
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
    ],
  };
}

/** Every action of the page, by name. */
export function Palette({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const entries = useEntries();
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-black/40" />
        <Dialog.Content
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
                        onOpenChange(false);
                        // After the dialog gave the focus back, so that what opens next keeps it.
                        setTimeout(entry.run, 30);
                      }}
                      className="flex min-h-8 cursor-pointer items-center justify-between rounded px-3 text-[13px] data-[selected=true]:bg-raised"
                    >
                      {entry.label}
                      {entry.keys && <kbd className="font-mono text-[12px] text-muted">{entry.keys}</kbd>}
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
