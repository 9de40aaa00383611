"use client";
import { ChevronDown } from "lucide-react";
import type { NodeView } from "../../../runtime/protocol/index.ts";
import { ActionMenu } from "../../ui/action-menu.tsx";
import { Button } from "../../ui/button.tsx";
import { useWorkspace } from "../workspace-context.ts";
import { nodeStates } from "./node-state.ts";
import { useSessionActions } from "./use-session-actions.ts";

/** A node as a chip with its state, and what one does to it. */
export function NodeMenu({ node }: { node: NodeView }) {
  const { dispatch } = useWorkspace();
  const { openTerminal, restartNode, removeNode } = useSessionActions();
  const { name, address, privateAddress } = node;
  const state = nodeStates[node.state];
  return (
    <ActionMenu
      trigger={
        <Button
          look="plain"
          aria-label={`${name}, ${state.words}`}
          title={`${name}: ${node.message ?? state.words}`}
        >
          <span aria-hidden className={`state-dot ${state.tone}`} />
          {name}
          <ChevronDown size={12} aria-hidden />
        </Button>
      }
      heading={
        <>
          {node.message ?? `This node is ${state.words}.`}
          {address && <span className="block font-mono">{address}</span>}
          {privateAddress && (
            <span className="block">
              On the private network: <span className="font-mono">{privateAddress}</span>
            </span>
          )}
        </>
      }
      actions={[
        { label: "Open a terminal here", run: () => openTerminal(name) },
        {
          label: "Show its files",
          run: () => {
            dispatch({ type: "tree.node", node: name });
            dispatch({ type: "pane.chosen", pane: "files" });
          },
        },
        { label: "Restart, files kept", run: () => restartNode(name) },
        { label: "Remove", bad: true, disabled: name === "node1", run: () => removeNode(name) },
      ]}
    />
  );
}
