"use client";
import { Check, Copy, FilePen, Play, Save } from "lucide-react";
import { type CSSProperties, type MouseEvent, useState } from "react";
import type { LabComponent, LabNode } from "../../../../runtime/protocol/index.ts";
import { Button } from "../../../ui/button.tsx";
import { codeLines, markedLines } from "./code-lines.ts";
import { Scrolling } from "./scrolling.tsx";
import { nameOfPlace, pressedWith, useLabText } from "./text-actions.ts";
import { useCopy } from "./use-copy.ts";

export type CodeBlockAttributes = ReturnType<(typeof LabComponent)["code-block"]["parse"]>;

/** What a screen reader calls a button of this block: a few of its words tell it from its neighbours. */
function nameOf(text: string): string {
  const first = text.trim().split("\n")[0] ?? "";
  return first.length > 60 ? `${first.slice(0, 57)}…` : first;
}

function whereOf({ terminal, node }: CodeBlockAttributes): string {
  const named = terminal && (/^\d+$/.test(terminal) ? `terminal ${terminal}` : terminal);
  return [named ? `in ${named}` : "", node ? `on ${node}` : ""].filter(Boolean).join(" ");
}

function Lines({
  tokens,
  text,
  highlight,
}: {
  tokens: readonly LabNode[];
  text: string;
  highlight?: string | undefined;
}) {
  const marked = markedLines(highlight);
  return codeLines(tokens, text).map((line, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a text never change their order
    <span key={at} className="lab-line" data-marked={marked.has(at + 1) || undefined}>
      {line.map(({ text: piece, light, dark }, place) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: nor do its pieces
          key={place}
          className={light || dark ? "lab-token" : undefined}
          style={
            {
              ...(light ? { "--token-light": light } : {}),
              ...(dark ? { "--token-dark": dark } : {}),
            } as CSSProperties
          }
        >
          {piece}
        </span>
      ))}
      {"\n"}
    </span>
  ));
}

/** A block of code: what its buttons type, copy or write is what stands in it. */
export function CodeBlock(props: CodeBlockAttributes & { tokens: readonly LabNode[] }) {
  const { text, language, actions: wanted, node, path, target, marker, highlight, tokens } = props;
  const { actions } = useLabText();
  const { copied, copy } = useCopy();
  const [done, setDone] = useState<"run" | "save" | null>(null);
  const [busy, setBusy] = useState(false);
  const name = nameOf(text);
  const where = whereOf(props);
  const file = path === undefined ? null : { node, path };

  const act = (what: "run" | "save" | null, work: () => Promise<boolean>) => async () => {
    setBusy(true);
    if ((await work()) && what) setDone(what);
    setBusy(false);
  };
  const run = (event: MouseEvent) => {
    const { terminal, interrupt, noEnter, control } = props;
    const request = { text, terminal, node, interrupt, noEnter, control };
    const pressedBy = pressedWith(event);
    void act("run", async () => (await actions?.run(request, pressedBy)) ?? false)();
  };
  const buttons = wanted.split(/\s+/).map((action) => {
    if (action === "copy")
      return (
        <Button
          key="copy"
          look="quiet"
          aria-label={`${copied ? "Copied" : "Copy"}: ${name}`}
          onClick={() => copy(text)}
        >
          {copied ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
          {copied ? "Copied" : "Copy"}
        </Button>
      );
    if (!actions) return null;
    if (action === "run")
      return (
        <Button
          key="run"
          look="quiet"
          className="lab-run"
          disabled={busy}
          aria-label={`Run${where && ` ${where}`}: ${name}`}
          onClick={run}
        >
          {done === "run" ? <Check size={14} aria-hidden /> : <Play size={14} aria-hidden />}
          Run{where && ` ${where}`}
        </Button>
      );
    if (action === "save" && file)
      return (
        <Button
          key="save"
          look="quiet"
          disabled={busy}
          aria-label={`${done === "save" ? "Saved" : "Save"} as ${nameOfPlace(file)}`}
          onClick={act("save", () => actions.save(file, text))}
        >
          {done === "save" ? <Check size={14} aria-hidden /> : <Save size={14} aria-hidden />}
          {done === "save" ? "Saved" : "Save"}
        </Button>
      );
    if (action === "insert" && file)
      return (
        <Button
          key="insert"
          look="quiet"
          disabled={busy}
          aria-label={`Put into the editor: ${nameOfPlace(file)}`}
          onClick={act(null, () => actions.insert({ ...file, text, target: target ?? "replace", marker }))}
        >
          <FilePen size={14} aria-hidden /> Put into the editor
        </Button>
      );
    return null;
  });
  const shownLanguage = language && language !== "text" ? language : "";
  // The node first: a narrow page cuts the end off.
  const label = path ? [node, path].filter(Boolean).join(":") : shownLanguage;
  return (
    <div className="lab-code">
      <Scrolling code label={label ? `Code, ${label}` : "Code"}>
        <code>
          <Lines tokens={tokens} text={text} highlight={highlight} />
        </code>
      </Scrolling>
      {(label !== "" || buttons.some(Boolean)) && (
        <div className="lab-code-bar">
          <span className="lab-code-label">{label}</span>
          {buttons}
        </div>
      )}
    </div>
  );
}
