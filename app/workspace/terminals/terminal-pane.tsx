"use client";
import {
  AArrowDown,
  AArrowUp,
  Accessibility,
  ClipboardPaste,
  Copy,
  Pencil,
  Plus,
  Search,
} from "lucide-react";
import { useEffect, useState } from "react";
import {
  type NodeName,
  type TerminalView as TerminalModel,
  TerminalTitle,
} from "../../../runtime/protocol/index.ts";
import { api } from "../../client/api-client.ts";
import { Button } from "../../ui/button.tsx";
import { Notice } from "../../ui/notice.tsx";
import { TabStrip } from "../../ui/tab-strip.tsx";
import { useWorkspace } from "../workspace-context.ts";
import { TerminalSearch } from "./terminal-search.tsx";
import { TerminalView } from "./terminal-view.tsx";

/** Terminals of the session in tabs, with what one does to them. */
export function TerminalPane() {
  const { session, layout, dispatch, terminals, attempt, prompt, preferences, setPreferences } =
    useWorkspace();
  const [searching, setSearching] = useState(false);
  const list = session.terminals;
  const active = list.find((terminal) => terminal.id === layout.activeTerminal) ?? list[0];
  const handle = () => (active ? terminals.get(active.id) : undefined);

  const open = (node: NodeName) =>
    attempt(async () => {
      const opened = await api.openTerminal(session.id, node);
      dispatch({ type: "terminal.chosen", id: opened.id });
      setTimeout(() => terminals.get(opened.id)?.focus(), 50);
    });
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
  const close = (id: string) => attempt(() => api.closeTerminal(session.id, id));

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const within = event.target instanceof Element && event.target.closest("[data-pane='terminal']");
      if (within && event.ctrlKey && event.shiftKey && event.key.toLowerCase() === "f") {
        event.preventDefault();
        setSearching(true);
      }
    };
    window.addEventListener("keydown", onKey, true);
    return () => window.removeEventListener("keydown", onKey, true);
  }, []);

  const size = (change: number) =>
    setPreferences({ fontSizePx: Math.min(28, Math.max(9, preferences.fontSizePx + change)) });
  const many = session.nodes.length > 1;
  return (
    <section aria-label="Terminal" data-pane="terminal" className="flex h-full min-h-0 flex-col bg-terminal">
      <div className="flex min-h-9 items-center border-line border-b bg-page">
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
          onChoose={(id) => {
            const chosen = list.find((terminal) => terminal.id === id);
            if (chosen) dispatch({ type: "terminal.chosen", id: chosen.id });
          }}
          onClose={close}
          onRename={(id) => {
            const chosen = list.find((terminal) => terminal.id === id);
            if (chosen) rename(chosen);
          }}
        />
        <Button look="quiet" aria-label="New terminal" onClick={() => open(active?.node ?? "node1")}>
          <Plus size={16} aria-hidden />
        </Button>
        <div className="ml-auto flex items-center pr-1">
          <span className="hidden whitespace-nowrap px-2 text-[12px] text-muted lg:inline">
            <kbd className="font-mono">F6</kbd> leaves the terminal
          </span>
          <div className="hidden items-center sm:flex">
            <Button
              look="quiet"
              aria-label="Rename this terminal"
              disabled={!active}
              onClick={() => active && rename(active)}
            >
              <Pencil size={14} aria-hidden />
            </Button>
            <Button look="quiet" aria-label="Smaller text" onClick={() => size(-1)}>
              <AArrowDown size={16} aria-hidden />
            </Button>
            <Button look="quiet" aria-label="Larger text" onClick={() => size(1)}>
              <AArrowUp size={16} aria-hidden />
            </Button>
            <Button
              look="quiet"
              aria-label="Screen reader mode"
              aria-pressed={preferences.screenReader}
              className={preferences.screenReader ? "bg-raised text-text" : ""}
              onClick={() => setPreferences({ screenReader: !preferences.screenReader })}
            >
              <Accessibility size={16} aria-hidden />
            </Button>
          </div>
          <Button
            look="quiet"
            aria-label="Copy selection (Ctrl+Shift+C)"
            onClick={() => void handle()?.copy()}
          >
            <Copy size={14} aria-hidden />
          </Button>
          <Button look="quiet" aria-label="Paste (Ctrl+Shift+V)" onClick={() => void handle()?.paste()}>
            <ClipboardPaste size={14} aria-hidden />
          </Button>
          <Button
            look="quiet"
            aria-label="Search in terminal (Ctrl+Shift+F)"
            aria-expanded={searching}
            onClick={() => setSearching(!searching)}
          >
            <Search size={14} aria-hidden />
          </Button>
        </div>
      </div>
      <div className="relative min-h-0 flex-1">
        {list.map((terminal) => (
          <TerminalView key={terminal.id} model={terminal} visible={terminal.id === active?.id} />
        ))}
        {list.length === 0 && (
          <Notice title="No terminal is open">
            <Button look="primary" onClick={() => open("node1")}>
              Open a terminal
            </Button>
          </Notice>
        )}
        {searching && (
          <TerminalSearch
            find={(text, backwards) => handle()?.find(text, backwards) ?? false}
            onClose={() => {
              setSearching(false);
              handle()?.focus();
            }}
          />
        )}
      </div>
    </section>
  );
}
