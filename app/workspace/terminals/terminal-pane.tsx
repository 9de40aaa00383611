"use client";
import { Plus } from "lucide-react";
import { useRef, useState } from "react";
import {
  type NodeName,
  type TerminalId,
  type TerminalView as TerminalModel,
  TerminalTitle,
} from "../../../runtime/protocol/index.ts";
import { api } from "../../client/api-client.ts";
import { Button } from "../../ui/button.tsx";
import { Notice } from "../../ui/notice.tsx";
import { TabStrip } from "../../ui/tab-strip.tsx";
import { enterClicked } from "../enter-clicked.ts";
import { neighbour } from "../tab-keys.ts";
import { useWorkspace } from "../workspace-context.ts";
import { KeyBar } from "./key-bar.tsx";
import { TerminalSearch } from "./terminal-search.tsx";
import { TerminalTools } from "./terminal-tools.tsx";
import { TerminalView } from "./terminal-view.tsx";
import { useTerminalKeys } from "./use-terminal-keys.ts";

/** Terminals of the session in tabs, with what one does to them. */
export function TerminalPane() {
  const { session, layout, dispatch, terminals, attempt, confirm, prompt, preferences, setPreferences } =
    useWorkspace();
  const [searching, setSearching] = useState(false);
  const wanted = useRef<TerminalId | null>(null);
  const list = session.terminals;
  const active = list.find((terminal) => terminal.id === layout.activeTerminal) ?? list[0];
  const handle = () => (active ? terminals.get(active.id) : undefined);
  const many = session.nodes.length > 1;

  const show = (id: TerminalId) => {
    wanted.current = id;
    dispatch({ type: "terminal.chosen", id });
  };
  const walkTo = ({ id }: TerminalModel) => {
    wanted.current = null;
    dispatch({ type: "terminal.chosen", id });
  };
  const open = (node: NodeName) => attempt(async () => show((await api.openTerminal(session.id, node)).id));
  const rename = (terminal: TerminalModel) =>
    prompt({
      title: "Rename terminal",
      label: "Name",
      value: terminal.title,
      action: "Rename",
      problem: (value) =>
        TerminalTitle.safeParse(value).success ? null : "Type a name of 1 to 40 characters.",
      run: (value) => void attempt(() => api.renameTerminal(session.id, terminal.id, value.trim())),
    });
  const close = ({ id, title, state }: TerminalModel) => {
    const run = () => void attempt(() => api.closeTerminal(session.id, id));
    if (state === "exited" || (terminals.get(id)?.isIdle() ?? true)) return run();
    confirm({
      title: `Close ${title}?`,
      text: "Something seems to run in it, and will be ended.",
      action: "Close terminal",
      run,
    });
  };
  const withTerminal = (id: string, act: (terminal: TerminalModel) => void) => {
    const found = list.find((terminal) => terminal.id === id);
    if (found) act(found);
  };
  useTerminalKeys({
    search: () => setSearching(active !== undefined),
    step(by) {
      const next = neighbour(list, active, by);
      if (next) show(next.id);
    },
    grow: (byPx) => setPreferences({ fontSizePx: preferences.fontSizePx + byPx }),
  });

  return (
    <section aria-label="Terminal" data-pane="terminal" className="flex h-full min-h-0 flex-col bg-terminal">
      <div className="flex min-h-9 items-center border-line border-b bg-page">
        {/* biome-ignore lint/a11y/noStaticElementInteractions lint/a11y/useKeyWithClickEvents: the tabs in it take the keys */}
        <div className="min-w-0" onClick={enterClicked("terminal")}>
          <TabStrip
            label="Terminals"
            tabs={list.map((terminal) => ({
              id: terminal.id,
              label: many ? `${terminal.title} on ${terminal.node}` : terminal.title,
              name: `${terminal.title} on ${terminal.node}${terminal.state === "exited" ? ", ended" : ""}`,
              dim: terminal.state === "exited",
              panelId: `panel-${terminal.id}`,
            }))}
            activeId={active?.id ?? null}
            onChoose={(id) => withTerminal(id, walkTo)}
            onClose={(id) => withTerminal(id, close)}
            onRename={(id) => withTerminal(id, rename)}
          />
        </div>
        <Button look="quiet" aria-label="New terminal" onClick={() => open(active?.node ?? "node1")}>
          <Plus size={16} aria-hidden />
        </Button>
        <TerminalTools
          searching={searching}
          disabled={!active}
          onRename={() => active && rename(active)}
          onCopy={() => void handle()?.copy()}
          onPaste={() => void handle()?.paste()}
          onSearch={() => setSearching(!searching)}
        />
      </div>
      <div className="relative min-h-0 flex-1">
        {list.map((terminal) => (
          <TerminalView
            key={terminal.id}
            model={terminal}
            visible={terminal.id === active?.id}
            takeFocus={terminal.id === wanted.current}
            onOpenAnother={() => void open(terminal.node)}
            onClose={() => close(terminal)}
          />
        ))}
        {list.length === 0 && (
          <Notice title="No terminal is open">
            <Button look="primary" onClick={() => open("node1")}>
              Open a terminal
            </Button>
          </Notice>
        )}
        {searching && active && (
          <TerminalSearch
            key={active.id}
            find={(text, which) => handle()?.find(text, which) ?? { count: 0, shown: 0 }}
            onClose={() => {
              setSearching(false);
              handle()?.find("", "newest");
              handle()?.focus();
            }}
          />
        )}
      </div>
      {active?.state === "open" && <KeyBar key={active.id} handle={handle} />}
    </section>
  );
}
