"use client";
import { Plus, Search } from "lucide-react";
import { describeTimeLeft } from "../../client/time-left.ts";
import { Button } from "../../ui/button.tsx";
import { ThemeToggle } from "../../ui/theme-toggle.tsx";
import { Wordmark } from "../../ui/wordmark.tsx";
import { keyLabel } from "../shortcuts.ts";
import { useWorkspace } from "../workspace-context.ts";
import { NodeMenu } from "./node-menu.tsx";
import { PortChips } from "./port-chips.tsx";
import { decideTimeWarning } from "./time-warning.ts";
import { useSessionActions } from "./use-session-actions.ts";
import { useTimeLeft } from "./use-time-left.ts";

function TimeLeft({ endsAt }: { endsAt: string }) {
  const leftMs = useTimeLeft(endsAt);
  const near = decideTimeWarning(leftMs) !== "none";
  return (
    <span
      role="timer"
      aria-label="Time left"
      className={`whitespace-nowrap px-1 text-[13px] tabular-nums ${near ? "font-semibold text-warn" : "text-muted"}`}
    >
      {leftMs > 0 ? `${describeTimeLeft(leftMs)} left` : "Time is up"}
    </span>
  );
}

/** The thin line on top: nodes, ports, time, and the end. */
export function SessionBar() {
  const { session, openPalette } = useWorkspace();
  const { extend, end, addNode, adding } = useSessionActions();
  return (
    <header className="flex flex-wrap items-center gap-x-2 gap-y-1 border-line border-b bg-page px-3 py-1">
      <Wordmark />
      <div className="order-3 flex w-full min-w-0 items-center gap-1 overflow-x-auto p-0.5 sm:order-none sm:ml-3 sm:w-auto sm:flex-1">
        <ul aria-label="Nodes" className="flex items-center gap-1">
          {session.nodes.map((node) => (
            <li key={node.name}>
              <NodeMenu node={node} />
            </li>
          ))}
        </ul>
        <Button
          look="quiet"
          aria-label="Add node"
          disabled={adding || session.nodes.length >= 5}
          onClick={addNode}
        >
          <Plus size={15} aria-hidden />
        </Button>
        <PortChips />
      </div>
      <div className="ml-auto flex items-center gap-1">
        <TimeLeft endsAt={session.endsAt} />
        <Button
          onClick={extend}
          disabled={!session.canExtend}
          title={session.canExtend ? "More time" : "This session cannot be extended further"}
        >
          Extend
        </Button>
        <Button look="danger" title="End session" onClick={end}>
          <span>
            End<span className="max-sm:sr-only"> session</span>
          </span>
        </Button>
        <Button look="quiet" title={`Commands (${keyLabel("Ctrl K")})`} onClick={openPalette}>
          <Search size={15} aria-hidden />
          <span className="sr-only">Commands</span>
          <kbd className="hidden font-mono text-[12px] lg:inline">{keyLabel("Ctrl K")}</kbd>
        </Button>
        <ThemeToggle />
      </div>
    </header>
  );
}
