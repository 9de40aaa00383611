"use client";
import { useSyncExternalStore } from "react";
import { Group, Panel, Separator } from "react-resizable-panels";
import { PANES, type Pane } from "../client/layout-state.ts";
import { TabStrip } from "../ui/tab-strip.tsx";
import { EditorPane } from "./editor/editor-pane.tsx";
import { FilesPane } from "./files/files-pane.tsx";
import { PreviewPane } from "./preview/preview-pane.tsx";
import { TerminalPane } from "./terminals/terminal-pane.tsx";
import { useWorkspace } from "./workspace-context.ts";

/** Panes side by side need room both ways: a phone held sideways has none. */
const NARROW = "(max-width: 767px), (max-height: 479px)";

function useNarrow(): boolean {
  return useSyncExternalStore(
    (changed) => {
      const query = matchMedia(NARROW);
      query.addEventListener("change", changed);
      return () => query.removeEventListener("change", changed);
    },
    () => matchMedia(NARROW).matches,
    () => false,
  );
}

const LABELS: Record<Pane, string> = {
  files: "Files",
  editor: "Editor",
  terminal: "Terminal",
  preview: "Preview",
};

function NarrowPanes() {
  const { layout, dispatch } = useWorkspace();
  const shown = layout.pane === "preview" && !layout.preview ? "terminal" : layout.pane;
  const panes = PANES.filter((pane) => pane !== "preview" || layout.preview);
  const content: Record<Pane, React.ReactNode> = {
    files: <FilesPane />,
    editor: <EditorPane />,
    terminal: <TerminalPane />,
    preview: layout.preview && <PreviewPane port={layout.preview} />,
  };
  return (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col">
      <nav aria-label="Panes" className="border-line border-b bg-page px-1">
        <TabStrip
          label="Panes"
          tabs={panes.map((pane) => ({ id: pane, label: LABELS[pane], panelId: `pane-${pane}` }))}
          activeId={shown}
          onChoose={(id) => {
            const pane = PANES.find((candidate) => candidate === id);
            if (pane) dispatch({ type: "pane.chosen", pane });
          }}
        />
      </nav>
      {panes.map((pane) => (
        <div
          key={pane}
          id={`pane-${pane}`}
          role="tabpanel"
          aria-label={LABELS[pane]}
          hidden={pane !== shown}
          className="min-h-0 flex-1"
        >
          {content[pane]}
        </div>
      ))}
    </div>
  );
}

function WidePanes() {
  const { layout, dispatch } = useWorkspace();
  const columns = layout.preview ? "columns-preview" : "columns";
  const remember = (group: string) => (sizes: Record<string, number>) =>
    dispatch({ type: "resized", group, layout: sizes });
  return (
    <Group
      orientation="horizontal"
      id="columns"
      className="min-h-0 flex-1"
      defaultLayout={layout.sizes[columns]}
      onLayoutChanged={remember(columns)}
    >
      <Panel id="files" defaultSize="20%" minSize="160px" maxSize="50%">
        <FilesPane />
      </Panel>
      <Separator aria-label="Width of the files" className="pane-handle w-px" />
      <Panel id="work" minSize="25%">
        <Group
          orientation="vertical"
          id="rows"
          className="h-full"
          defaultLayout={layout.sizes.rows}
          onLayoutChanged={remember("rows")}
        >
          <Panel id="editor" defaultSize="52%" minSize="80px">
            <EditorPane />
          </Panel>
          <Separator aria-label="Height of the editor" className="pane-handle h-px" />
          <Panel id="terminal" minSize="80px">
            <TerminalPane />
          </Panel>
        </Group>
      </Panel>
      {layout.preview && (
        <>
          <Separator aria-label="Width of the preview" className="pane-handle w-px" />
          <Panel id="preview" defaultSize="34%" minSize="200px">
            <PreviewPane port={layout.preview} />
          </Panel>
        </>
      )}
    </Group>
  );
}

/** The workbench: side by side where there is room, one at a time where there is not. */
export function Panes() {
  return useNarrow() ? <NarrowPanes /> : <WidePanes />;
}
