import type { TerminalLink } from "../../runtime/agent/agent-api.ts";

export interface LinkHolderOptions {
  connect: () => Promise<TerminalLink>;
  onMessage: (message: unknown) => void;
  onFrame: (frame: Uint8Array) => void;
  /** The link went, or could not be had: everything attached over it must attach again. */
  onBroken: () => void;
}

const MAX_WAITING = 256;

/** Opens the link at the first thing sent, holds what is sent while it opens, and opens a new one after a break. */
export function createLinkHolder({ connect, onMessage, onFrame, onBroken }: LinkHolderOptions) {
  let link: TerminalLink | undefined;
  let waiting: ((open: TerminalLink) => void)[] | undefined;
  let closed = false;

  function open(): void {
    waiting = [];
    Promise.resolve()
      .then(connect)
      .then(
        (opened) => {
          if (closed) return opened.close();
          link = opened;
          opened.onMessage(onMessage);
          opened.onFrame(onFrame);
          opened.onClose(() => {
            if (link !== opened || closed) return;
            link = undefined;
            onBroken();
          });
          const held = waiting ?? [];
          waiting = undefined;
          for (const send of held) send(opened);
        },
        () => {
          waiting = undefined;
          if (!closed) onBroken();
        },
      );
  }

  function use(send: (open: TerminalLink) => void) {
    if (closed) return;
    if (link) return send(link);
    if (!waiting) open();
    if (waiting && waiting.length < MAX_WAITING) waiting.push(send);
  }

  return {
    sendMessage: (message: unknown) => use((open) => open.sendMessage(message)),
    sendFrame: (frame: Uint8Array) => use((open) => open.sendFrame(frame)),
    pause: () => link?.pause(),
    resume: () => link?.resume(),
    close(): void {
      closed = true;
      link?.close();
    },
  };
}
