"use client";
import { AArrowDown, AArrowUp, Accessibility, ClipboardPaste, Copy, Pencil, Search } from "lucide-react";
import { IconButton } from "../../ui/icon-button.tsx";
import { useWorkspace } from "../workspace-context.ts";

/** What one does to the terminal in view, each also by key or by the palette. Some give way on a narrow screen. */
export function TerminalTools({
  searching,
  disabled,
  onRename,
  onCopy,
  onPaste,
  onSearch,
}: {
  searching: boolean;
  disabled: boolean;
  onRename: () => void;
  onCopy: () => void;
  onPaste: () => void;
  onSearch: () => void;
}) {
  const { preferences, setPreferences } = useWorkspace();
  return (
    <div className="ml-auto flex items-center pr-1">
      <span className="hidden whitespace-nowrap px-2 text-[12px] text-muted lg:inline">
        <kbd className="font-mono">F6</kbd> leaves the terminal
      </span>
      <div className="hidden items-center sm:flex">
        <IconButton name="Rename this terminal" Icon={Pencil} disabled={disabled} onClick={onRename} />
        <IconButton
          name="Smaller text (Ctrl+Shift+,)"
          Icon={AArrowDown}
          onClick={() => setPreferences({ fontSizePx: preferences.fontSizePx - 1 })}
        />
        <IconButton
          name="Larger text (Ctrl+Shift+.)"
          Icon={AArrowUp}
          onClick={() => setPreferences({ fontSizePx: preferences.fontSizePx + 1 })}
        />
        <IconButton
          name="Screen reader mode"
          Icon={Accessibility}
          aria-pressed={preferences.screenReader}
          className={preferences.screenReader ? "bg-raised text-text" : ""}
          onClick={() => setPreferences({ screenReader: !preferences.screenReader })}
        />
      </div>
      <IconButton name="Copy selection (Ctrl+Shift+C)" Icon={Copy} disabled={disabled} onClick={onCopy} />
      <IconButton name="Paste (Ctrl+Shift+V)" Icon={ClipboardPaste} disabled={disabled} onClick={onPaste} />
      <IconButton
        name="Search in terminal (Ctrl+Shift+F)"
        Icon={Search}
        disabled={disabled}
        aria-expanded={searching}
        onClick={onSearch}
      />
    </div>
  );
}
