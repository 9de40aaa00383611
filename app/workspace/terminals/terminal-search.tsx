"use client";
import { ArrowDown, ArrowUp, X } from "lucide-react";
import { useState } from "react";
import { Button } from "../../ui/button.tsx";
import type { Matches, TerminalHandle } from "./terminal-registry.ts";

function inWords({ count, shown }: Matches): string {
  if (count === 0) return "Not found";
  return shown > 0 ? `${shown} of ${count}` : `${count} found`;
}

/** A line to search a terminal's text: Enter for the match above, Shift+Enter for the one below, Escape to leave. */
export function TerminalSearch({ find, onClose }: { find: TerminalHandle["find"]; onClose: () => void }) {
  const [text, setText] = useState("");
  const [matches, setMatches] = useState<Matches | null>(null);
  const go = (sought: string, which: "newest" | "above" | "below") => {
    const found = find(sought, which);
    setMatches(sought === "" ? null : found);
  };
  return (
    <search className="absolute top-2 right-4 z-10 flex items-center gap-1 rounded-md border border-line bg-surface p-1 shadow-lg">
      <input
        // biome-ignore lint/a11y/noAutofocus: opened by the person to type in
        autoFocus
        aria-label="Search in terminal"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          go(event.target.value, "newest");
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter") go(text, event.shiftKey ? "below" : "above");
          if (event.key === "Escape") onClose();
        }}
        className="h-7 w-40 rounded bg-page px-2 font-mono text-[13px]"
      />
      <span role="status" className="min-w-16 px-1 text-[12px] text-muted">
        {matches && inWords(matches)}
      </span>
      <Button look="quiet" aria-label="Match above (Enter)" onClick={() => go(text, "above")}>
        <ArrowUp size={14} aria-hidden />
      </Button>
      <Button look="quiet" aria-label="Match below (Shift+Enter)" onClick={() => go(text, "below")}>
        <ArrowDown size={14} aria-hidden />
      </Button>
      <Button look="quiet" aria-label="Close search (Esc)" onClick={onClose}>
        <X size={14} aria-hidden />
      </Button>
    </search>
  );
}
