"use client";
import { Command, ExternalLink, Plus } from "lucide-react";
import { useEffect, useState } from "react";
import { describeTimeLeft } from "../../client/time-left.ts";
import { Button } from "../../ui/button.tsx";
import { ThemeToggle } from "../../ui/theme-toggle.tsx";
import { Wordmark } from "../../ui/wordmark.tsx";
import { openInNewTab } from "../preview/open-in-new-tab.ts";
import { useWorkspace } from "../workspace-context.ts";
import { NodeMenu } from "./node-menu.tsx";
import { useSessionActions } from "./use-session-actions.ts";

function TimeLeft({ endsAt }: { endsAt: string }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  const leftMs = Date.parse(endsAt) - now;
  const short = leftMs < 5 * 60_000;
  return (
    <span
      role="timer"
      aria-label="Time left"
      className={`whitespace-nowrap px-1 text-[13px] tabular-nums ${short ? "font-semibold text-warn" : "text-muted"}`}
    >
      {leftMs > 0 ? `${describeTimeLeft(leftMs)} left` : "Time is up"}
    </span>
  );
}

/** The thin line on top: nodes, ports, time, and the end. */
export function SessionBar() {
  const { session, dispatch, attempt, openPalette } = useWorkspace();
  const { extend, end, addNode, adding } = useSessionActions();
  return (
    <header className="flex flex-wrap items-center gap-x-2 gap-y-1 border-line border-b bg-page px-3 py-1">
      <Wordmark />
      <div className="order-3 flex w-full min-w-0 items-center gap-1 overflow-x-auto sm:order-none sm:ml-3 sm:w-auto sm:flex-1">
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
        {session.ports.length > 0 && (
          <ul aria-label="Ports" className="ml-1 flex items-center gap-1 border-line border-l pl-2">
            {session.ports.map(({ node, port, loopbackOnly }) => (
              <li key={`${node}:${port}`} className="flex rounded-md border border-line bg-surface">
                <Button
                  look="quiet"
                  className="font-mono text-accent"
                  aria-label={`Port ${port} on ${node}`}
                  title={`Port ${port} on ${node}${loopbackOnly ? ", on its loopback only" : ""}: open beside`}
                  onClick={() => dispatch({ type: "preview.opened", port: { node, port } })}
                >
                  {session.nodes.length > 1 ? `${port} on ${node}` : port}
                </Button>
                <Button
                  look="quiet"
                  aria-label={`Open ${node}:${port} in a new tab`}
                  onClick={() => void attempt(() => openInNewTab(session.id, { node, port }))}
                >
                  <ExternalLink size={13} aria-hidden />
                </Button>
              </li>
            ))}
          </ul>
        )}
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
        <Button look="quiet" aria-label="Commands (Ctrl+K)" onClick={openPalette}>
          <Command size={15} aria-hidden />
        </Button>
        <ThemeToggle />
      </div>
    </header>
  );
}
