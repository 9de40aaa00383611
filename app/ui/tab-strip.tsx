"use client";
import { X } from "lucide-react";
import { type KeyboardEvent, useRef } from "react";

export interface TabItem {
  id: string;
  label: string;
  /** The accessible name, where it says more than the label. */
  name?: string;
  /** A dot: something is not saved. */
  marked?: boolean;
  dim?: boolean;
  panelId?: string;
}

/**
 * Tabs in a row: arrows, Home and End move; Delete closes, F2 renames. The crosses are for the pointer alone (a tab
 * may hold no button), so they are out of the tab order and hidden from readers.
 */
export function TabStrip({
  label,
  tabs,
  activeId,
  onChoose,
  onClose,
  onRename,
}: {
  label: string;
  tabs: TabItem[];
  activeId: string | null;
  onChoose: (id: string) => void;
  onClose?: (id: string) => void;
  onRename?: (id: string) => void;
}) {
  const strip = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent, at: number) => {
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: tabs.length - 1 }[event.key];
    const here = tabs[at];
    if (to !== undefined) {
      const next = tabs[(to + tabs.length) % tabs.length];
      if (!next) return;
      event.preventDefault();
      onChoose(next.id);
      strip.current?.querySelector<HTMLElement>(`[data-tab-id="${CSS.escape(next.id)}"]`)?.focus();
    } else if (event.key === "Delete" && here) onClose?.(here.id);
    else if (event.key === "F2" && here) onRename?.(here.id);
  };
  if (tabs.length === 0) return null;
  return (
    <div
      ref={strip}
      role="tablist"
      aria-label={label}
      className="flex min-w-0 overflow-x-auto [scrollbar-width:none]"
    >
      {tabs.map((tab, at) => {
        const chosen = tab.id === activeId;
        return (
          <div
            key={tab.id}
            role="tab"
            tabIndex={chosen || (activeId === null && at === 0) ? 0 : -1}
            data-tab-id={tab.id}
            aria-selected={chosen}
            aria-controls={chosen ? tab.panelId : undefined}
            aria-label={tab.name ?? (tab.marked ? `${tab.label}, unsaved` : tab.label)}
            title={tab.name ?? tab.label}
            onClick={() => onChoose(tab.id)}
            onDoubleClick={() => onRename?.(tab.id)}
            onAuxClick={(event) => event.button === 1 && onClose?.(tab.id)}
            onKeyDown={(event) => {
              if (event.key === "Enter" || event.key === " ") onChoose(tab.id);
              else onKeyDown(event, at);
            }}
            className={`flex min-h-9 shrink-0 items-center gap-1.5 border-b-2 pr-1 pl-3 text-[13px] ${
              chosen ? "border-accent bg-surface text-text" : "border-transparent text-muted hover:text-text"
            } ${tab.dim ? "italic" : ""}`}
          >
            <span className="max-w-48 truncate">{tab.label}</span>
            {tab.marked && <span aria-hidden className="size-2 rounded-full bg-accent" />}
            {onClose ? (
              <span
                aria-hidden
                title="Close"
                className="grid size-6 place-items-center rounded hover:bg-raised"
                onClick={(event) => {
                  event.stopPropagation();
                  onClose(tab.id);
                }}
              >
                <X size={13} />
              </span>
            ) : (
              <span className="w-2" />
            )}
          </div>
        );
      })}
    </div>
  );
}
