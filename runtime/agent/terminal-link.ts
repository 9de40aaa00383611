import { WebSocket } from "ws";
import { AppError } from "../common/app-error.ts";
import type { TerminalLink } from "./agent-api.ts";

/** Opens a WebSocket to the agent's terminals. Nothing arrives before the first attach is sent. */
export function connectTerminalLink(socketPath: string): Promise<TerminalLink> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws+unix:${socketPath}:/terminals`, { perMessageDeflate: false });
    let opened = false;
    let closed = false;
    const messages: ((message: unknown) => void)[] = [];
    const frames: ((frame: Uint8Array) => void)[] = [];
    const closes: (() => void)[] = [];

    socket.on("error", (error) => {
      if (!opened) reject(new AppError("agent.unreachable", { cause: error }));
    });
    socket.on("message", (data, isBinary) => {
      if (isBinary) for (const listener of frames) listener(data as Buffer);
      else {
        const message: unknown = JSON.parse((data as Buffer).toString("utf8"));
        for (const listener of messages) listener(message);
      }
    });
    socket.on("close", () => {
      closed = true;
      for (const listener of closes) listener();
    });
    socket.on("open", () => {
      opened = true;
      const isOpen = () => socket.readyState === WebSocket.OPEN;
      resolve({
        sendMessage: (message) => isOpen() && socket.send(JSON.stringify(message)),
        sendFrame: (frame) => isOpen() && socket.send(frame),
        onMessage: (listener) => void messages.push(listener),
        onFrame: (listener) => void frames.push(listener),
        onClose(listener) {
          if (closed) queueMicrotask(listener);
          else closes.push(listener);
        },
        pause: () => socket.pause(),
        resume: () => socket.resume(),
        close: () => socket.close(),
      });
    });
  });
}
