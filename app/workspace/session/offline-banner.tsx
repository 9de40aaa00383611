"use client";
import { Button } from "../../ui/button.tsx";
import { useWorkspace } from "../workspace-context.ts";

/** Says that the connection is gone and that typing is kept. */
export function OfflineBanner() {
  const { connection, socket } = useWorkspace();
  if (connection === "open") return null;
  return (
    <div
      role="status"
      className="flex min-h-9 items-center gap-3 border-line border-b bg-raised px-3 py-1 text-[13px]"
    >
      <span className="size-2 rounded-full bg-warn" aria-hidden />
      <span className="flex-1">
        The connection is gone. Your session goes on; what you type is kept and sent when it is back.
      </span>
      <Button onClick={socket.reconnectNow}>Reconnect now</Button>
    </div>
  );
}
