"use client";
import { ArrowDown, ArrowLeft, ArrowRight, ArrowUp, type LucideIcon } from "lucide-react";
import { useState } from "react";
import { Button } from "../../ui/button.tsx";
import { SHOWN_KEYS, type ShownKey } from "./shown-keys.ts";
import type { TerminalHandle } from "./terminal-registry.ts";

const ARROWS: Partial<Record<ShownKey, LucideIcon>> = {
  Left: ArrowLeft,
  Down: ArrowDown,
  Up: ArrowUp,
  Right: ArrowRight,
};

/** Keys that a phone's keyboard lacks, on narrow and touched screens. Pressing them leaves the keyboard open. */
export function KeyBar({ handle }: { handle: () => TerminalHandle | undefined }) {
  const [ctrl, setCtrl] = useState(false);
  const hold = () => {
    handle()?.holdCtrl(ctrl ? null : () => setCtrl(false));
    setCtrl(!ctrl);
    handle()?.focus();
  };
  return (
    <div
      role="toolbar"
      aria-label="Keys"
      className="flex items-center justify-between gap-0.5 border-line border-t bg-page p-1 md:pointer-fine:hidden"
      onPointerDown={(event) => event.preventDefault()}
    >
      <Button
        aria-pressed={ctrl}
        className={`min-h-9 flex-1 px-1! ${ctrl ? "border-accent bg-raised" : ""}`}
        onClick={hold}
      >
        Ctrl
      </Button>
      {SHOWN_KEYS.map((key) => {
        const Arrow = ARROWS[key];
        return (
          <Button
            key={key}
            aria-label={Arrow ? `Arrow ${key.toLowerCase()}` : undefined}
            className="min-h-9 flex-1 px-1!"
            onClick={() => {
              handle()?.press(key);
              handle()?.focus();
            }}
          >
            {Arrow ? <Arrow size={15} aria-hidden /> : key}
          </Button>
        );
      })}
      <Button className="min-h-9 flex-1 px-1!" onClick={() => void handle()?.paste()}>
        Paste
      </Button>
    </div>
  );
}
