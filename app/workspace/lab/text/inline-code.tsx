"use client";
import { Check, Copy, Play } from "lucide-react";
import { type MouseEvent, useState } from "react";
import type { LabComponent } from "../../../../runtime/protocol/index.ts";
import { pressedWith, useLabText } from "./text-actions.ts";
import { useCopy } from "./use-copy.ts";

type InlineCodeAttributes = ReturnType<(typeof LabComponent)["inline-code"]["parse"]>;

/** A word joiner: the icon stays on the line of the code's end. */
const JOINED = "\u2060";

/** Code in a line of text: a click runs or copies it. */
export function InlineCode(props: InlineCodeAttributes) {
  const { text, action } = props;
  const { actions, print, still } = useLabText();
  const { copied, copy } = useCopy();
  const [ran, setRan] = useState(false);
  const run = async (event: MouseEvent) => {
    const { terminal, node, interrupt, noEnter, control } = props;
    const request = { text, terminal, node, interrupt, noEnter, control };
    const typed = await actions?.run(request, pressedWith(event));
    setRan(typed ?? false);
  };
  if (action === "none" || print || still) return <code>{text}</code>;
  if (action === "run" && actions) {
    const Icon = ran ? Check : Play;
    return (
      <button
        type="button"
        className="lab-inline"
        data-action="run"
        aria-label={`Run ${text}`}
        title="Run in the terminal"
        onClick={run}
      >
        <code>{text}</code>
        {JOINED}
        <Icon size={11} aria-hidden />
      </button>
    );
  }
  const Icon = copied ? Check : Copy;
  return (
    <button
      type="button"
      className="lab-inline"
      aria-label={`Copy ${text}`}
      title={copied ? "Copied" : "Copy"}
      onClick={() => copy(text)}
    >
      <code>{text}</code>
      {JOINED}
      <Icon size={11} aria-hidden />
    </button>
  );
}
