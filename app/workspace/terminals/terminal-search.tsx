"use client";
import { ArrowDown, ArrowUp, X } from "lucide-react";
import { useState } from "react";
import { Button } from "../../ui/button.tsx";

/** A line to search a terminal's text: Enter for the next match, Shift+Enter for the one before, Escape to leave. */
export function TerminalSearch({
  find,
  onClose,
}: {
  find: (text: string, backwards: boolean) => boolean;
  onClose: () => void;
}) {
  const [text, setText] = useState("");
  const [missing, setMissing] = useState(false);
  const go = (backwards: boolean) => setMissing(text !== "" && !find(text, backwards));
  return (
    <search className="absolute top-2 right-4 z-10 flex items-center gap-1 rounded-md border border-line bg-surface p-1 shadow-lg">
      <input
        // biome-ignore lint/a11y/noAutofocus: opened by the person to type in
        autoFocus
        aria-label="Search in terminal"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setMissing(false);
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter") go(!event.shiftKey);
          if (event.key === "Escape") onClose();
        }}
        className="h-7 w-44 rounded bg-page px-2 font-mono text-[13px]"
      />
      <span role="status" className="px-1 text-[12px] text-muted">
        {missing ? "Not found" : ""}
      </span>
      <Button look="quiet" aria-label="Match above" onClick={() => go(true)}>
        <ArrowUp size={14} aria-hidden />
      </Button>
      <Button look="quiet" aria-label="Match below" onClick={() => go(false)}>
        <ArrowDown size={14} aria-hidden />
      </Button>
      <Button look="quiet" aria-label="Close search" onClick={onClose}>
        <X size={14} aria-hidden />
      </Button>
    </search>
  );
}
