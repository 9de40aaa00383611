"use client";
import { ChevronDown } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import type { NodeView } from "../../../runtime/protocol/index.ts";
import { Button } from "../../ui/button.tsx";
import { useWorkspace } from "../workspace-context.ts";
import { nodeStates } from "./node-state.ts";
import { useSessionActions } from "./use-session-actions.ts";

const ITEM =
  "flex min-h-8 cursor-pointer items-center rounded px-2 text-[13px] outline-none data-[highlighted]:bg-raised data-[disabled]:opacity-50";

/** A node as a chip with its state, and what one does to it. */
export function NodeMenu({ node }: { node: NodeView }) {
  const { dispatch } = useWorkspace();
  const { openTerminal, restartNode, removeNode } = useSessionActions();
  const state = nodeStates[node.state];
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <Button
          look="plain"
          aria-label={`${node.name}, ${state.words}`}
          title={`${node.name}: ${node.message ?? state.words}`}
        >
          <span aria-hidden className={`size-2 rounded-full ${state.tone}`} />
          {node.name}
          <ChevronDown size={12} aria-hidden />
        </Button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="start"
          sideOffset={4}
          className="z-40 min-w-56 rounded-md border border-line bg-surface p-1 shadow-lg"
        >
          <DropdownMenu.Label className="px-2 py-1 text-[12px] text-muted">
            {node.message ?? `This node is ${state.words}.`}
            {node.address && <span className="block font-mono">{node.address}</span>}
          </DropdownMenu.Label>
          <DropdownMenu.Item className={ITEM} onSelect={() => openTerminal(node.name)}>
            Open a terminal here
          </DropdownMenu.Item>
          <DropdownMenu.Item
            className={ITEM}
            onSelect={() => dispatch({ type: "tree.node", node: node.name })}
          >
            Show its files
          </DropdownMenu.Item>
          <DropdownMenu.Item className={ITEM} onSelect={() => restartNode(node.name)}>
            Restart, files kept
          </DropdownMenu.Item>
          <DropdownMenu.Item
            className={`${ITEM} text-bad`}
            disabled={node.name === "node1"}
            onSelect={() => removeNode(node.name)}
          >
            Remove
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
