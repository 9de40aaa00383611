"use client";
import { BookOpen } from "lucide-react";
import { useEffect, useSyncExternalStore } from "react";
import { Group, Panel, Separator, useGroupRef } from "react-resizable-panels";
import { PANES, type Pane } from "../client/layout-state.ts";
import { IconButton } from "../ui/icon-button.tsx";
import { TabStrip } from "../ui/tab-strip.tsx";
import { EditorPane } from "./editor/editor-pane.tsx";
import { FilesPane } from "./files/files-pane.tsx";
import { useLab } from "./lab/lab-context.ts";
import { LabPane } from "./lab/lab-pane.tsx";
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
  lab: "Lab",
  files: "Files",
  editor: "Editor",
  terminal: "Terminal",
  preview: "Preview",
};

function NarrowPanes() {
  const { layout, dispatch } = useWorkspace();
  const hasLab = useLab() !== null;
  const isThere = (pane: Pane) =>
    pane === "preview" ? layout.preview !== null : pane === "lab" ? hasLab : true;
  const shown = isThere(layout.pane) ? layout.pane : "terminal";
  const panes = PANES.filter(isThere);
  const content: Record<Pane, React.ReactNode> = {
    lab: <LabPane />,
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

/** In per cent: a lab that is done at the prompt leaves the editor a strip, until its learner drags it. */
const TERMINAL_FIRST = { editor: 26, terminal: 74 };

function WidePanes() {
  const { layout, dispatch } = useWorkspace();
  const run = useLab()?.run;
  const hasLab = run !== undefined;
  const rows = useGroupRef();
  const isFirstSight = !layout.labMet;
  const terminalFirst = run?.opening?.layout === "terminal";
  useEffect(() => {
    if (terminalFirst && isFirstSight) rows.current?.setLayout(TERMINAL_FIRST);
  }, [terminalFirst, isFirstSight, rows]);
  const lab = hasLab && layout.labShown;
  const columns = `columns${lab ? "-lab" : ""}${layout.preview ? "-preview" : ""}`;
  const remember = (group: string) => (sizes: Record<string, number>) =>
    dispatch({ type: "resized", group, layout: sizes });
  const group = (
    <Group
      orientation="horizontal"
      id="columns"
      className="min-h-0 min-w-0 flex-1"
      defaultLayout={layout.sizes[columns]}
      onLayoutChanged={remember(columns)}
    >
      {lab && (
        <>
          <Panel id="lab" defaultSize={layout.preview ? "28%" : "36%"} minSize="280px" maxSize="60%">
            <LabPane />
          </Panel>
          <Separator aria-label="Width of the lab" className="pane-handle w-px" />
        </>
      )}
      <Panel id="files" defaultSize={lab ? "14%" : "20%"} minSize="160px" maxSize="50%">
        <FilesPane />
      </Panel>
      <Separator aria-label="Width of the files" className="pane-handle w-px" />
      <Panel id="work" minSize="25%">
        <Group
          orientation="vertical"
          id="rows"
          groupRef={rows}
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
  if (!hasLab || lab) return group;
  return (
    <>
      <div data-pane="lab" className="border-line border-r bg-page p-1">
        <IconButton
          name="Show the lab"
          Icon={BookOpen}
          onClick={() => dispatch({ type: "lab.shown", shown: true })}
        />
      </div>
      {group}
    </>
  );
}

/** The workbench: side by side where there is room, one at a time where there is not. */
export function Panes() {
  return useNarrow() ? <NarrowPanes /> : <WidePanes />;
}
