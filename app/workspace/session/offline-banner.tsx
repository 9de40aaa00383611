"use client";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { useWorkspace } from "../workspace-context.ts";

/** Says that the connection is gone and that typing is kept. */
export function OfflineBanner() {
  const { connection, socket } = useWorkspace();
  if (connection === "open") return null;
  return (
    <Banner text="The connection is gone. Your session goes on; what you type is kept and sent when it is back.">
      <Button onClick={socket.reconnectNow}>Reconnect now</Button>
    </Banner>
  );
}
