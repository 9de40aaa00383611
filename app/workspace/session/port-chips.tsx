"use client";
import { ChevronDown, ExternalLink } from "lucide-react";
import type { PortView } from "../../../runtime/protocol/index.ts";
import { ActionMenu } from "../../ui/action-menu.tsx";
import { Button } from "../../ui/button.tsx";
import { openInNewTab } from "../preview/open-in-new-tab.ts";
import { useWorkspace } from "../workspace-context.ts";

/** More ports than this are in a menu, so that the bar stays one line. */
const CHIPS = 4;

const where = ({ port, node, loopbackOnly }: PortView) =>
  `Port ${port} on ${node}${loopbackOnly ? ", on 127.0.0.1 only" : ""}`;

/** What listens in the session's nodes: one press looks at it beside, the other in a new tab. */
export function PortChips() {
  const { session, layout, dispatch, attempt } = useWorkspace();
  const { ports, nodes } = session;
  if (ports.length === 0) return null;
  const label = ({ port, node }: PortView) => (nodes.length > 1 ? `${port} on ${node}` : String(port));
  const beside = ({ node, port }: PortView) =>
    dispatch({ type: "preview.opened", port: { node, port, path: "/" } });
  const apart = ({ node, port }: PortView) =>
    void attempt(() => openInNewTab(session.id, { node, port, path: "/" }));
  const more = ports.slice(CHIPS);
  return (
    <>
      <ul aria-label="Ports" className="ml-1 flex items-center gap-1 border-line border-l pl-2">
        {ports.slice(0, CHIPS).map((view) => {
          const { node, port } = view;
          const shown = layout.preview?.node === node && layout.preview.port === port;
          return (
            <li
              key={`${node}:${port}`}
              className={`flex rounded-md border bg-surface ${view.loopbackOnly ? "border-dashed" : ""} ${shown ? "border-accent" : "border-line"}`}
            >
              <Button
                look="quiet"
                className="!text-accent font-mono"
                aria-label={where(view)}
                aria-pressed={shown}
                title={`${where(view)}: look at it beside`}
                onClick={() => beside(view)}
              >
                {label(view)}
              </Button>
              <Button
                look="quiet"
                aria-label={`Open ${node}:${port} in a new tab`}
                onClick={() => apart(view)}
              >
                <ExternalLink size={13} aria-hidden />
              </Button>
            </li>
          );
        })}
      </ul>
      {more.length > 0 && (
        <ActionMenu
          trigger={
            <Button aria-label={`${more.length} more ports`}>
              {more.length} more <ChevronDown size={12} aria-hidden />
            </Button>
          }
          actions={more.map((view) => ({ label: where(view), run: () => beside(view) }))}
        />
      )}
    </>
  );
}
