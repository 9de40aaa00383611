"use client";
import { X } from "lucide-react";
import { useState } from "react";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { useWorkspace } from "../workspace-context.ts";
import { nodeStates } from "./node-state.ts";
import { useSessionActions } from "./use-session-actions.ts";

/** One line for each node in trouble, with what mends it. A line that was put away stays away until the state changes. */
export function NodeAlerts() {
  const { session } = useWorkspace();
  const { openTerminal, restartNode, removeNode } = useSessionActions();
  const [hidden, setHidden] = useState<string[]>([]);
  return session.nodes.map(({ name, state }) => {
    const { trouble } = nodeStates[state];
    const key = `${name} ${state}`;
    if (!trouble || hidden.includes(key)) return null;
    return (
      <Banner key={key} tone="bad" live="alert" text={trouble.says(name)}>
        {trouble.mends === "terminal" && (
          <Button onClick={() => openTerminal(name)}>Open a terminal on {name}</Button>
        )}
        {trouble.mends === "remove" ? (
          <Button onClick={() => removeNode(name)}>Remove {name}</Button>
        ) : (
          <Button onClick={() => restartNode(name)}>Restart {name}</Button>
        )}
        <Button
          look="quiet"
          aria-label={`Hide what is said of ${name}`}
          onClick={() => setHidden([...hidden.filter((one) => !one.startsWith(`${name} `)), key])}
        >
          <X size={15} aria-hidden />
        </Button>
      </Banner>
    );
  });
}
