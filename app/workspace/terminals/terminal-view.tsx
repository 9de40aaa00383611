"use client";
import { useEffect, useRef, useState } from "react";
import { toast } from "sonner";
import type { TerminalView as TerminalModel } from "../../../runtime/protocol/index.ts";
import { Button } from "../../ui/button.tsx";
import { useTheme } from "../../ui/theme.ts";
import { useWorkspace } from "../workspace-context.ts";
import { planLink } from "./link-plan.ts";
import { createLiveTerminal, type LiveTerminal, type TerminalEvents } from "./live-terminal.ts";
import { searchMarks, terminalThemes } from "./terminal-theme.ts";

const REFUSALS = {
  copy: ["The browser refused to copy.", "Use the browser's own menu."],
  "nothing-selected": ["Nothing is selected.", "Drag over the text in the terminal, then copy."],
  paste: ["The browser refused to paste.", "Use Ctrl+Shift+V or the browser's own menu."],
  "too-much": ["Too much is waiting to be sent.", "Wait until the terminal takes it, then paste again."],
} as const;

/** What a terminal tells and asks the person. Reads the workspace when it happens, not when the terminal was made. */
function useTerminalEvents(model: TerminalModel, trouble: (message: string | null) => void) {
  const { session, dispatch, confirm } = useWorkspace();
  const events: TerminalEvents = {
    trouble,
    refused(what) {
      const [title, description] = REFUSALS[what];
      toast.error(title, { description });
    },
    askPaste: (lines, run) =>
      confirm({
        title: `Paste ${lines} lines?`,
        text: "The program in this terminal takes each line at once, as if you had typed it with Enter.",
        action: "Paste",
        run,
      }),
    link(uri, hidden) {
      const plan = planLink(uri, model.node, session.nodes);
      if (plan?.kind === "preview") return dispatch({ type: "preview.opened", port: plan.port });
      if (!plan) return;
      const run = () => void window.open(plan.url, "_blank", "noopener,noreferrer");
      if (!hidden) return run();
      confirm({ title: "Open this address?", text: plan.url, action: "Open in a new tab", run });
    },
  };
  const now = useRef(events);
  now.current = events;
  return now;
}

/** One terminal on the screen. Stays mounted while its tab is hidden, so that its text and modes stay. */
export function TerminalView({
  model,
  visible,
  takeFocus,
  onOpenAnother,
  onClose,
}: {
  model: TerminalModel;
  visible: boolean;
  /** The person asked for this terminal: type into it once it is shown. */
  takeFocus: boolean;
  onOpenAnother: () => void;
  onClose: () => void;
}) {
  const { socket, terminals, preferences } = useWorkspace();
  const host = useRef<HTMLDivElement>(null);
  const live = useRef<LiveTerminal | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const events = useTerminalEvents(model, setTrouble);
  const theme = useTheme();
  const { id, title, node, state, exitCode } = model;
  const look = { theme: terminalThemes[theme], marks: searchMarks[theme], ...preferences };
  const firstLook = useRef(look);

  useEffect(() => {
    if (!host.current) return;
    const made = createLiveTerminal({
      id,
      element: host.current,
      socket,
      look: firstLook.current,
      events: {
        trouble: (message) => events.current.trouble(message),
        refused: (what) => events.current.refused(what),
        askPaste: (lines, paste) => events.current.askPaste(lines, paste),
        link: (uri, hidden) => events.current.link(uri, hidden),
      },
    });
    live.current = made;
    terminals.set(id, made.handle);
    return () => {
      terminals.delete(id);
      live.current = null;
      made.dispose();
    };
  }, [id, socket, terminals, events]);

  useEffect(
    () => live.current?.setLook({ theme: terminalThemes[theme], marks: searchMarks[theme], ...preferences }),
    [theme, preferences],
  );

  useEffect(() => {
    if (!visible) return;
    const frame = requestAnimationFrame(() => {
      live.current?.adapt();
      if (takeFocus || document.activeElement === document.body) live.current?.handle.focus();
    });
    return () => cancelAnimationFrame(frame);
  }, [visible, takeFocus]);

  const exited = state === "exited";
  const hasRemark = exited || trouble !== null;
  // The line below takes its room from the terminal.
  useEffect(() => {
    if (hasRemark || visible) live.current?.adapt();
  }, [hasRemark, visible]);

  return (
    <div
      role="tabpanel"
      id={`panel-${id}`}
      aria-label={`Terminal ${title} on ${node}`}
      data-terminal-id={id}
      hidden={!visible}
      className="terminal-host absolute inset-0 flex flex-col overflow-hidden bg-terminal"
    >
      <div ref={host} className="min-h-0 flex-1 overflow-hidden" />
      {hasRemark && (
        <div
          role="status"
          className="z-10 flex flex-wrap items-center gap-2 border-line border-t bg-raised px-3 py-1 text-[13px]"
        >
          <span className="flex-1">
            {exited ? `The shell has ended${exitCode ? ` with status ${exitCode}` : ""}.` : trouble}
          </span>
          {exited && (
            <>
              <Button onClick={onOpenAnother}>Open a new terminal</Button>
              <Button look="quiet" onClick={onClose}>
                Close this one
              </Button>
            </>
          )}
        </div>
      )}
    </div>
  );
}
