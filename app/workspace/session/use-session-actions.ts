import { useState } from "react";
import { toast } from "sonner";
import type { NodeName } from "../../../runtime/protocol/index.ts";
import { api } from "../../client/api-client.ts";
import { useWorkspace } from "../workspace-context.ts";

/** What a person does to the session as a whole; used by the bar and by the palette. */
export function useSessionActions() {
  const { session, dispatch, attempt, confirm, terminals } = useWorkspace();
  const [adding, setAdding] = useState(false);
  return {
    adding,
    extend: () =>
      void attempt(() => api.extend(session.id)).then(
        (done) => done && toast.success("The session was extended."),
      ),
    end: () =>
      confirm({
        title: "End this session?",
        text: "Its nodes, containers and files will be gone. Download first what you want to keep.",
        action: "End session",
        run: () => void attempt(() => api.end(session.id)),
      }),
    addNode: async () => {
      setAdding(true);
      await attempt(() => api.addNode(session.id));
      setAdding(false);
    },
    removeNode: (node: NodeName) =>
      confirm({
        title: `Remove ${node}?`,
        text: "Its containers, files and terminals will be gone.",
        action: `Remove ${node}`,
        run: () => void attempt(() => api.removeNode(session.id, node)),
      }),
    restartNode: (node: NodeName) =>
      confirm({
        title: `Restart ${node}?`,
        text: "Its files are kept. What runs in it stops, its terminals end.",
        action: `Restart ${node}`,
        run: () => void attempt(() => api.restartNode(session.id, node)),
      }),
    openTerminal: (node: NodeName) =>
      void attempt(async () => {
        const opened = await api.openTerminal(session.id, node);
        dispatch({ type: "terminal.chosen", id: opened.id });
        setTimeout(() => terminals.get(opened.id)?.focus(), 50);
      }),
  };
}
